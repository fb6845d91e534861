import { randomFillSync } from 'node:crypto';
import { closeSync, openSync, writeSync } from 'node:fs';

/** Options of a large file. */
export interface BulkOptions {
  /** Size of the file. */
  readonly bytes: number;
  /** Compressible share, 0 to 1; default 0.5, about the ratio that gzip reaches on mixed user files. */
  readonly compressible?: number;
}

const BLOCK_BYTES = 64 * 1024;

/** Writes random blocks, each partly zeros, so that all blocks differ and no layer is deduplicated. */
export function writeBulk(path: string, { bytes, compressible = 0.5 }: BulkOptions): void {
  const file = openSync(path, 'w');
  const block = Buffer.alloc(BLOCK_BYTES);
  const random = Math.round(BLOCK_BYTES * (1 - compressible));
  for (let left = bytes; left > 0; left -= BLOCK_BYTES) {
    randomFillSync(block, 0, random);
    writeSync(file, block, 0, Math.min(BLOCK_BYTES, left));
  }
  closeSync(file);
}
