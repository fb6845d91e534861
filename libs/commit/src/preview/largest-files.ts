import type { SizedFile } from './container-preview.js';

/** How many files are told. */
const MOST = 20;

/** The largest of many files, however many those are. */
export class LargestFiles {
  private readonly files: SizedFile[] = [];

  /** @param path asked for only if the file is one of the largest so far */
  add(size: number, path: () => string): void {
    if (this.files.length === MOST && size <= this.files.at(-1)!.size) return;
    const place = this.files.findIndex((other) => other.size < size);
    this.files.splice(place < 0 ? this.files.length : place, 0, { path: path(), size });
    this.files.length = Math.min(this.files.length, MOST);
  }

  /** The largest first. */
  list(): readonly SizedFile[] {
    return this.files;
  }
}
