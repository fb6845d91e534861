import { stat } from 'node:fs/promises';
import { FactoryError } from '@image-factory/errors';
import type { ContainerFacts, LayerLocation, RuntimePaths, WritableLayer } from '@image-factory/runtime';
import type { DockerEngine } from '../engine/docker-engine.js';

const DRIVER = 'overlay2';

/** The writable layers of Docker's storage driver overlay2, as `docker inspect` names their folders. */
export class Overlay2WritableLayer implements WritableLayer {
  constructor(private readonly engine: DockerEngine) {}

  async locate({ id }: ContainerFacts): Promise<LayerLocation> {
    const [info, { storage }] = await Promise.all([this.engine.info(), this.engine.containers.inspect(id)]);
    if (info.remapsUsers) throw unavailable('The engine maps the ids of users.');
    if (info.storageDriver !== DRIVER || storage.driver !== DRIVER) {
      const driver = storage.driver || info.storageDriver;
      throw unavailable(`The engine stores containers with ${driver}, not with ${DRIVER}.`);
    }
    const upper = storage.data.UpperDir ?? '';
    if (!(await isDirectory(upper))) throw unavailable(`The directory of the container, ${upper}, cannot be read.`);
    return { upper };
  }

  async runtimePaths({ id }: ContainerFacts): Promise<RuntimePaths | undefined> {
    const { UpperDir: upper, MergedDir: merged = '' } = (await this.engine.containers.inspect(id)).storage.data;
    return upper ? { upper, prefixBytes: Math.max(upper.length, merged.length) + 1 } : undefined;
  }
}

async function isDirectory(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}

function unavailable(reason: string): FactoryError {
  return new FactoryError('direct_unavailable', reason);
}
