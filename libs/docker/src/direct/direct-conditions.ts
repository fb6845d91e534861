import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { FactoryError } from '@image-factory/errors';
import type { ContainerFacts, EngineInfo } from '../engine/engine-facts.js';
import { Program } from './program.js';

const DRIVER = 'overlay2';
/** Bits of the capabilities that reading everybody's files and overlayfs's attributes takes. */
const CAPABILITIES = { CAP_DAC_READ_SEARCH: 2n, CAP_SYS_ADMIN: 21n };
/** Ids as they are when nothing maps them. */
const UNMAPPED = /^\s*0\s+0\s+4294967295\s*$/;

/** Where this process finds the files of a container. */
export interface ContainerFiles {
  readonly driver: string;
  /** The engine's data. */
  readonly dataRoot: string;
  /** What the container has changed. */
  readonly upper: string;
}

function unavailable(reason: string): FactoryError {
  return new FactoryError('direct_unavailable', reason);
}

/** Checks what a direct save needs of the node, once. */
export class DirectConditions {
  private node: Promise<void> | undefined;

  /** @param rootPrefix where this process sees the root of the node's file system: empty unless it runs in a container */
  constructor(private readonly rootPrefix: string) {}

  /** @throws FactoryError `direct_unavailable` with the first reason against it */
  async check(info: EngineInfo, container: ContainerFacts): Promise<ContainerFiles> {
    const { driver, data } = container.storage;
    if (info.remapsUsers) throw unavailable('The engine maps the ids of users.');
    if (info.storageDriver !== DRIVER || driver !== DRIVER) {
      throw unavailable(`The engine stores containers with ${driver || info.storageDriver}, not with ${DRIVER}.`);
    }
    this.node ??= checkNode();
    await this.node;
    const upper = join(this.rootPrefix, data.UpperDir ?? '');
    const isThere = await stat(upper).then(
      (found) => found.isDirectory(),
      () => false,
    );
    if (!data.UpperDir || !isThere) throw unavailable(`The directory of the container, ${upper}, cannot be read.`);
    return { driver, dataRoot: join(this.rootPrefix, info.rootDirectory), upper };
  }
}

async function checkNode(): Promise<void> {
  const status = await readFile('/proc/self/status', 'latin1').catch(() => '');
  const effective = BigInt(`0x${/^CapEff:\s*([0-9a-f]+)$/m.exec(status)?.[1] ?? '0'}`);
  for (const [name, bit] of Object.entries(CAPABILITIES)) {
    if (((effective >> bit) & 1n) === 0n) throw unavailable(`The agent runs without ${name}.`);
  }
  if (!UNMAPPED.test(await readFile('/proc/self/uid_map', 'latin1').catch(() => ''))) {
    throw unavailable('The agent runs where the ids of users are mapped.');
  }
  for (const program of ['tar', 'find', 'sort']) {
    if (!/GNU/.test(await Program.says(program, '--version'))) throw unavailable(`The agent has no GNU ${program}.`);
  }
}
