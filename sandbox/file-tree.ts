import { spawn } from 'node:child_process';
import { chmodSync, mkdirSync, symlinkSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Readable } from 'node:stream';
import { type BulkOptions, writeBulk } from './bulk.js';
import { Folder } from './folder.js';

/** Files in a temporary directory for an image or a container; paths are as inside the container. */
export class FileTree implements Disposable {
  readonly #folder = new Folder('t');

  constructor() {
    chmodSync(this.#folder.path, 0o755);
  }

  /** Adds a file; the mode can make it executable. */
  file(path: string, content: string | NodeJS.ArrayBufferView, mode = 0o644): this {
    chmodSync(this.#folder.write(path, content), mode);
    return this;
  }

  /** Adds a symbolic link. */
  link(path: string, target: string): this {
    mkdirSync(dirname(this.#folder.at(path)), { recursive: true });
    symlinkSync(target, this.#folder.at(path));
    return this;
  }

  /** Adds a folder. */
  directory(path: string, mode = 0o755): this {
    mkdirSync(this.#folder.at(path), { recursive: true });
    chmodSync(this.#folder.at(path), mode);
    return this;
  }

  /** Adds a large file with unique content. */
  bulk(path: string, options: BulkOptions): this {
    writeBulk(this.#folder.write(path, '', 0o644), options);
    return this;
  }

  /** The whole tree as a tar stream, owned by root. */
  tar(): Readable {
    const arguments_ = ['--owner=0', '--group=0', '--numeric-owner', '-C', this.#folder.path, '-c', '.'];
    const tar = spawn('tar', arguments_, { stdio: ['ignore', 'pipe', 'ignore'] });
    tar.once('exit', (code) => code && tar.stdout.destroy(new Error(`tar ended with ${code}.`)));
    return tar.stdout;
  }

  [Symbol.dispose](): void {
    this.#folder.remove();
  }
}
