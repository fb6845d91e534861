import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DirectCommit } from '@image-factory/commit';
import type { CompressionFormat } from '@image-factory/oci';
import type { NodeContainer } from '../sandbox/index.js';
import { CommitStage } from './direct/commit-stage.js';
import { machine } from './setup/machine.js';

const BASE_NAME = 'org.opencontainers.image.base.name';
const LABELS = { own: 'kept', [BASE_NAME]: 'of a user' };

interface Manifest {
  readonly annotations?: Readonly<Record<string, string>>;
  readonly config: { readonly mediaType: string; readonly digest: string };
}
interface Config {
  readonly created: string;
  readonly config: { readonly Labels: Readonly<Record<string, string>> };
}

/** What the image of a direct commit says about its base image and its container. */
describe('The provenance of a committed image', () => {
  const { engine, registry } = machine();
  const stage = new CommitStage(engine, registry, 'provenance');
  let baseDigest: string;
  let container: NodeContainer;

  beforeAll(async () => {
    await stage.prepare();
    baseDigest = (await registry.digest('provenance/base', '1'))!;
    container = await stage.start(stage.base, undefined, { Labels: LABELS });
    await container.shell('dd if=/dev/urandom of=/large bs=1024 count=200 2>/dev/null');
  });

  afterAll(() => stage[Symbol.asyncDispose]());

  const documents = async (repository: string, tag: string) => {
    const manifest = (await registry.manifest(`provenance/${repository}`, tag)) as Manifest;
    const url = `http://${registry.address}/v2/provenance/${repository}/blobs/${manifest.config.digest}`;
    return { manifest, config: (await (await fetch(url)).json()) as Config };
  };

  const provenanceAt = (created: string) => ({
    [BASE_NAME]: stage.base,
    'org.opencontainers.image.base.digest': baseDigest,
    'org.opencontainers.image.created': created,
    'io.image-factory.container': container.name,
  });

  it.each<[CompressionFormat, string, RegExp]>([
    ['gzip', "labels with Docker's media types", /docker/],
    ['zstd', 'annotations of an OCI manifest', /\.oci\./],
  ])('with %s is in %s, for a delta, too', async (compression, _, mediaType) => {
    const options = { stateDirectory: stage.state.at(compression), compression };
    const direct = new DirectCommit(stage.runtime, stage.guard, options);
    for (const [tag, expected] of [
      ['1', /all changes/],
      ['2', /changes since the last commit/],
    ] as const) {
      await container.shell(`echo ${tag} > /small`);
      expect((await stage.commit(direct, container, `${compression}:${tag}`)).message).toMatch(expected);
      const { manifest, config } = await documents(compression, tag);
      expect(manifest.config.mediaType).toMatch(mediaType);
      const provenance = provenanceAt(config.created);
      const isOci = compression === 'zstd';
      expect(manifest.annotations).toEqual(isOci ? provenance : undefined);
      expect(config.config.Labels).toEqual({ own: 'kept', ...(!isOci && provenance) });
    }
  });

  it('names no digest of a base image that no registry has', async () => {
    const local = 'provenance-local:1';
    await engine.tag(await imageWithout(stage), local);
    const other = await stage.start(local);
    await other.shell('echo mine > /mine');
    await stage.commit(stage.direct, other, 'local:1');
    const { config } = await documents('local', '1');
    expect(config.config.Labels).toMatchObject({ [BASE_NAME]: `docker.io/library/${local}` });
    expect(config.config.Labels).not.toHaveProperty(['org.opencontainers.image.base.digest']);
    await stage.remove(other);
    await engine.removeImage(local);
  });
});

/** An image that the node alone has. @returns its id */
async function imageWithout({ node, base }: CommitStage): Promise<string> {
  const container = await node.run({ image: base });
  try {
    const { Id: id } = (await node.api.getContainer(container.id).commit({})) as { Id: string };
    return id;
  } finally {
    await container.remove();
  }
}
