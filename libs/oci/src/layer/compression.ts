import type { Readable, Writable } from 'node:stream';
import { createGzip } from 'node:zlib';
import { FactoryError } from '@image-factory/errors';
import { Program } from './program.js';

/** Compression of layers. Docker pulls `zstd` from version 23 on. */
export type CompressionFormat = 'gzip' | 'zstd';

/** A running compression. */
export interface Compression {
  readonly input: Writable;
  readonly output: Readable;
  /** Resolves when the compression has succeeded. @throws FactoryError `direct_failed` */
  success(): Promise<void>;
  /** Terminates the compression if it is still running. */
  stop(): void;
}

/** Compression programs with their options, fastest first. */
const PROGRAMS: Record<CompressionFormat, readonly (readonly [program: string, ...options: string[]])[]> = {
  gzip: [
    ['igzip', '-1', '-n', '-c'],
    ['pigz', '-1', '-n', '-c'],
  ],
  zstd: [['zstd', '-1', '-T0', '-q', '-c']],
};

/** Compresses with the fastest program of the node. */
export class Compressor {
  private program: Promise<readonly [program: string, ...options: string[]] | undefined> | undefined;

  constructor(readonly format: CompressionFormat = 'gzip') {}

  /** Selects the program. @throws FactoryError `direct_unavailable` if the node has none */
  async prepare(): Promise<string> {
    this.program ??= firstAvailable(PROGRAMS[this.format]);
    const found = await this.program;
    if (found) return found[0];
    if (this.format === 'gzip') return 'node:zlib';
    throw new FactoryError('direct_unavailable', `The node has no ${this.format} to compress layers with.`);
  }

  /** Starts a compression. */
  async start(signal: AbortSignal): Promise<Compression> {
    await this.prepare();
    const found = await this.program;
    if (found) return Program.start(found[0], found.slice(1), signal);
    const gzip = createGzip({ level: 1 });
    const failed = new Promise<void>((resolve, reject) => gzip.once('error', reject).once('end', resolve));
    failed.catch(() => undefined);
    return { input: gzip, output: gzip, success: () => failed, stop: () => void gzip.destroy() };
  }
}

async function firstAvailable<T extends readonly [program: string, ...options: string[]]>(
  programs: readonly T[],
): Promise<T | undefined> {
  for (const program of programs) if (await Program.firstLine(program[0], '--version')) return program;
  return undefined;
}
