import type { Engine, NodeContainer } from '../../sandbox/index.js';

/** Path of the large file with its changes. */
export const BULK = 'bulk';

/** A container with enough changes that each phase of its commit takes a while. */
export interface BigContainer {
  readonly container: NodeContainer;
  /** SHA-256 of the large file, in hexadecimal. */
  readonly sha256: string;
}

/** @param megabytes of incompressible bytes that no other container has */
export async function runBigContainer(engine: Engine, megabytes: number): Promise<BigContainer> {
  const container = await engine.run();
  const sum = await container.shell(
    `dd if=/dev/urandom of=/${BULK} bs=1M count=${megabytes} 2>/dev/null && sha256sum /${BULK}`,
  );
  return { container, sha256: sum.slice(0, 64) };
}
