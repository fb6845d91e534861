import { constants } from 'node:fs';
import { type FileHandle, open, realpath } from 'node:fs/promises';
import { FactoryError } from '@image-factory/errors';

/** Files up to this size are read at once, in bytes. */
const SMALL_FILE_BYTES = 256 * 1024;
/** Directories whose real path is kept in memory. */
const MAX_KNOWN_DIRECTORIES = 1000;

/** A large file that is open; `content` closes it. */
export interface LayerFile {
  content(): AsyncGenerator<Buffer, void, undefined>;
  /** Closes an unread file. Never fails. */
  close(): Promise<void>;
}

/**
 * Opens the files of a layer by the names of its archive. These come from the author of the image, and the archive goes
 * to a registry: no name may lead out of the layer, neither by `..` nor by a symbolic link.
 */
export class LayerFiles {
  /** Real paths by directory; names are bytes, one character each. */
  private readonly known = new Map<string, Promise<Buffer>>();

  private constructor(private readonly root: Buffer) {}

  /** @throws FactoryError `direct_unavailable` if the directory cannot be read */
  static async of(directory: string): Promise<LayerFiles> {
    const root = await realpath(directory, { encoding: 'buffer' }).catch((error: unknown) => {
      throw unreadable(directory, codeOf(error));
    });
    return new LayerFiles(root);
  }

  /**
   * @param name relative to the layer
   * @param size in bytes
   * @returns the content of a small file, or an open large one
   * @throws FactoryError `direct_unavailable` if there is no such file with this size
   */
  async open(name: Buffer, size: number): Promise<Buffer | LayerFile> {
    const path = await this.resolve(name);
    const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW).catch((error: unknown) => {
      throw unreadable(path, codeOf(error));
    });
    try {
      const found = await file.stat();
      if (!found.isFile() || found.size !== size) throw unreadable(path, 'it was changed');
      if (size > SMALL_FILE_BYTES) return new OpenFile(file);
      const content = await file.readFile();
      await file.close();
      return content;
    } catch (error) {
      await file.close().catch(() => undefined);
      throw error instanceof FactoryError ? error : unreadable(path, codeOf(error));
    }
  }

  private async resolve(name: Buffer): Promise<Buffer> {
    const slash = name.lastIndexOf('/');
    const last = name.subarray(slash + 1);
    if (['', '.', '..'].includes(last.toString('latin1')) || name.includes(0)) throw unreadable(name, 'it is no file');
    const parent = name.toString('latin1', 0, Math.max(slash, 0));
    return Buffer.concat([await this.directory(parent), Buffer.from('/'), last]);
  }

  private directory(name: string): Promise<Buffer> {
    const known = this.known.get(name);
    if (known) return known;
    if (this.known.size >= MAX_KNOWN_DIRECTORIES) this.known.clear();
    const found = this.realDirectory(name);
    found.catch(() => undefined);
    this.known.set(name, found);
    return found;
  }

  private async realDirectory(name: string): Promise<Buffer> {
    const { root } = this;
    const path = Buffer.concat([root, Buffer.from('/'), Buffer.from(name, 'latin1')]);
    const real = await realpath(path, { encoding: 'buffer' }).catch((error: unknown) => {
      throw unreadable(path, codeOf(error));
    });
    const below = Buffer.concat([root, Buffer.from('/')]);
    if (!real.equals(root) && !real.subarray(0, below.length).equals(below)) throw unreadable(path, 'it is outside');
    return real;
  }
}

class OpenFile implements LayerFile {
  constructor(private readonly file: FileHandle) {}

  async *content(): AsyncGenerator<Buffer, void, undefined> {
    yield* this.file.createReadStream({ highWaterMark: SMALL_FILE_BYTES }) as AsyncIterable<Buffer>;
  }

  async close(): Promise<void> {
    await this.file.close().catch(() => undefined);
  }
}

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? 'unknown error';
}

function unreadable(path: Buffer | string, reason: string): FactoryError {
  return new FactoryError('direct_unavailable', `The file ${path.toString()} of a layer cannot be read: ${reason}.`);
}
