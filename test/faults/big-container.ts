import type { Engine, NodeContainer } from '../../sandbox/index.js';

/** File in which the bulk of its changes is. */
export const BULK = 'bulk';

/** A container with so much change in it that each phase of its save lasts. */
export interface BigContainer {
  readonly container: NodeContainer;
  /** SHA-256 of its bulk, in hexadecimal. */
  readonly sha256: string;
}

/** @param megabytes of bytes that do not compress, and that no other container has */
export async function runBigContainer(engine: Engine, megabytes: number): Promise<BigContainer> {
  const container = await engine.run();
  const sum = await container.shell(
    `dd if=/dev/urandom of=/${BULK} bs=1M count=${megabytes} 2>/dev/null && sha256sum /${BULK}`,
  );
  return { container, sha256: sum.slice(0, 64) };
}
