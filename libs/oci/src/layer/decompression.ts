import type { Readable, Writable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import type { CompressionFormat } from './compression.js';
import { Program } from './program.js';

/** Enough bytes of a layer to distinguish the compression formats. */
export const COMPRESSION_HEAD_BYTES = 512;

const MAGIC = {
  gzip: Buffer.from('1f8b', 'hex'),
  zstd: Buffer.from('28b52ffd', 'hex'),
  xz: Buffer.from('fd377a585a00', 'hex'),
  bzip2: Buffer.from('BZh'),
};

/**
 * Recognizes the compression of a layer.
 *
 * @param head the first bytes
 * @returns undefined for a format that not every runtime pulls
 */
export function compressionOf(head: Buffer): CompressionFormat | 'none' | undefined {
  const begins = (magic: Buffer): boolean => head.subarray(0, magic.length).equals(magic);
  if (begins(MAGIC.gzip)) return 'gzip';
  if (begins(MAGIC.zstd)) return 'zstd';
  return begins(MAGIC.xz) || begins(MAGIC.bzip2) ? undefined : 'none';
}

/** A running decompression. */
export class Decompression {
  private constructor(
    readonly input: Writable,
    readonly output: Readable,
    private readonly program?: Program,
  ) {
    // A failed decompression rejects its reader; a late write must not crash the process.
    input.on('error', () => undefined);
  }

  static start(format: CompressionFormat, signal: AbortSignal): Decompression {
    if (format === 'gzip') {
      const gunzip = createGunzip();
      return new Decompression(gunzip, gunzip);
    }
    const program = Program.start('zstd', ['-d', '-q', '-c'], signal);
    return new Decompression(program.input, program.output, program);
  }

  /** Resolves once the decompression has succeeded; its output must have been read. @throws FactoryError `direct_failed` */
  async success(): Promise<void> {
    await this.program?.success();
  }

  /** Terminates the decompression if it is still running. */
  stop(): void {
    this.program?.stop();
    this.input.destroy();
    this.output.destroy();
  }
}
