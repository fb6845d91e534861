import { readFile } from 'node:fs/promises';
import { Program } from '@image-factory/oci';
import { directUnavailable } from '@image-factory/runtime';

/** Capability bits required to read files of any owner and the attributes of overlayfs. */
const CAPABILITIES = { CAP_DAC_READ_SEARCH: 2n, CAP_SYS_ADMIN: 21n };
/** Identity mapping: ids without a user namespace. */
const UNMAPPED = /^\s*0\s+0\s+4294967295\s*$/;

/**
 * Checks whether this process can read the files of containers unmodified.
 *
 * @throws FactoryError `direct_unavailable` with the first obstacle
 */
export async function checkNode(): Promise<void> {
  const status = await readFile('/proc/self/status', 'latin1').catch(() => '');
  const effective = BigInt(`0x${/^CapEff:\s*([0-9a-f]+)$/m.exec(status)?.[1] ?? '0'}`);
  for (const [name, bit] of Object.entries(CAPABILITIES)) {
    if (((effective >> bit) & 1n) === 0n) throw directUnavailable(`The agent runs without ${name}.`);
  }
  if (!UNMAPPED.test(await readFile('/proc/self/uid_map', 'latin1').catch(() => ''))) {
    throw directUnavailable('The agent runs where the ids of users are mapped.');
  }
  for (const program of ['tar', 'find', 'sort']) {
    if (!/GNU/.test(await Program.firstLine(program, '--version')))
      throw directUnavailable(`The agent has no GNU ${program}.`);
  }
}
