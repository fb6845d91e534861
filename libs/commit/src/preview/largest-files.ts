import type { SizedFile } from './container-preview.js';

/** Limit on the reported files. */
const MAX_FILES = 20;

/** Keeps the largest files in bounded memory. */
export class LargestFiles {
  private readonly files: SizedFile[] = [];

  /** @param path called only if the file is among the largest so far */
  add(size: number, path: () => string): void {
    if (this.files.length === MAX_FILES && size <= this.files.at(-1)!.size) return;
    const place = this.files.findIndex((other) => other.size < size);
    this.files.splice(place < 0 ? this.files.length : place, 0, { path: path(), size });
    this.files.length = Math.min(this.files.length, MAX_FILES);
  }

  /** Largest first. */
  list(): readonly SizedFile[] {
    return this.files;
  }
}
