import { createReadStream } from 'node:fs';
import { pipeline, Readable } from 'node:stream';
import { createInterface } from 'node:readline';
import { createGunzip } from 'node:zlib';
import { FactoryError } from '@image-factory/errors';
import { BlockBuffer, readJson } from '@image-factory/oci';
import { nullish, number, object, string } from 'valibot';
import { LayerFiles, type LayerFile } from './layer-files.js';

/** Files that are opened before their turn, which hides the latency of the disk. */
const FILES_AHEAD = 16;

/** Types of entries: the content of a file, and bytes of the archive itself. */
const [FILE, BYTES] = [1, 2];

/** The format of github.com/vbatts/tar-split, one entry in a line; `name_raw` is Base64 of a name that is not UTF-8. */
const EntrySchema = object({
  type: number(),
  name: nullish(string(), ''),
  name_raw: nullish(string()),
  size: nullish(number(), 0),
  payload: nullish(string(), ''),
});

type Piece = Buffer | LayerFile;

/**
 * Docker's record of a layer's original archive: everything but the content of the files, which is in the directory of
 * the layer.
 */
export class TarSplit {
  /**
   * @param file path of tar-split.json.gz
   * @param directory the layer's files
   */
  constructor(
    private readonly file: string,
    private readonly directory: string,
  ) {}

  /**
   * The original archive, byte by byte, unless the directory was changed.
   *
   * @throws FactoryError `direct_unavailable` if the record or a file is unreadable
   */
  async *archive(signal: AbortSignal): AsyncGenerator<Buffer, void, undefined> {
    const out = new BlockBuffer();
    const ahead: Promise<Piece>[] = [];
    const files = await LayerFiles.of(this.directory);
    try {
      for await (const line of this.lines(signal)) {
        const piece = this.pieceOf(line, files);
        // A failure is reported in its turn.
        piece.catch(() => undefined);
        ahead.push(piece);
        if (ahead.length > FILES_AHEAD) yield* write(await ahead.shift()!, out);
      }
      while (ahead.length > 0) yield* write(await ahead.shift()!, out);
      out.flush();
      yield* out.take();
    } finally {
      for (const piece of ahead) piece.then(closed, () => undefined);
    }
  }

  private async pieceOf(line: string, files: LayerFiles): Promise<Piece> {
    const entry = readJson(EntrySchema, line);
    if (entry?.type === BYTES) return Buffer.from(entry.payload, 'base64');
    if (entry?.type !== FILE) throw this.unreadable('it has entries of an unknown type');
    if (entry.size === 0) return Buffer.alloc(0);
    return files.open(entry.name_raw ? Buffer.from(entry.name_raw, 'base64') : Buffer.from(entry.name), entry.size);
  }

  private async *lines(signal: AbortSignal): AsyncGenerator<string, void, undefined> {
    let failure: Error | undefined;
    const unpacked = pipeline(createReadStream(this.file, { signal }), createGunzip(), (error) => {
      failure = error ?? undefined;
    }) as Readable;
    const lines = createInterface({ input: unpacked, crlfDelay: Infinity });
    try {
      for await (const line of lines) if (line !== '') yield line;
    } catch (error) {
      failure = error as Error;
    } finally {
      lines.close();
      unpacked.destroy();
    }
    // Depending on the version of Node.js, readline ends silently when its input fails.
    if (failure) throw this.unreadable(failure.message);
  }

  private unreadable(reason: string): FactoryError {
    return new FactoryError('direct_unavailable', `The record of a layer, ${this.file}, cannot be read: ${reason}.`);
  }
}

async function* write(piece: Piece, out: BlockBuffer): AsyncGenerator<Buffer, void, undefined> {
  if (Buffer.isBuffer(piece)) {
    out.append(piece);
    yield* out.take();
    return;
  }
  for await (const part of piece.content()) {
    out.append(part);
    yield* out.take();
  }
}

function closed(piece: Piece): void {
  if (!Buffer.isBuffer(piece)) void piece.close();
}
