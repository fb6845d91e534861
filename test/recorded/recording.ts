import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@jest/globals';

/**
 * Recording instead of comparing:
 *
 * - `RECORD_EXCHANGES=missing` records only the missing entries;
 * - `RECORD_EXCHANGES=all` records everything.
 *
 * `npm run test:record` does the first, and `RECORD_EXCHANGES=all npm run test:record` the second; both format the
 * files.
 *
 * Peers in the field rely on the recordings. A change of a recording is therefore legitimate only if it adds a new
 * exchange, or a new field in an answer or in a call. A removed line, or a changed status code, type, state word or
 * `error_code`, breaks a peer: it is a fault of the change that needs it, not of the recording.
 */
const MODE = process.env.RECORD_EXCHANGES;

const FOLDER = join(import.meta.dirname, '../recordings');

/** One file of recordings. */
export class Recording<Entry extends object> {
  readonly entries: Entry[];
  readonly #file: string;
  #changed = false;

  /** @param name of the file, without its extension */
  constructor(readonly name: string) {
    this.#file = join(FOLDER, `${name}.json`);
    this.entries = existsSync(this.#file) ? (JSON.parse(readFileSync(this.#file, 'utf8')) as Entry[]) : [];
  }

  /** Finds the first matching entry, or adds it when recording. */
  entry(matches: (entry: Entry) => boolean, fresh: Entry): Entry {
    const known = this.entries.find(matches);
    if (known) return known;
    if (MODE !== undefined) this.entries.push(fresh);
    return fresh;
  }

  /** Compares an observed value with the recorded value of an entry, or records it. */
  check<Key extends keyof Entry>(entry: Entry, key: Key, seen: Entry[Key]): void {
    if (MODE === 'all' || (MODE === 'missing' && entry[key] === undefined)) {
      entry[key] = seen;
      this.#changed = true;
    } else {
      expect(seen).toEqual(entry[key]);
    }
  }

  /** Writes the recording to its file. */
  write(): void {
    if (this.#changed) writeFileSync(this.#file, `${JSON.stringify(this.entries, null, 2)}\n`);
  }
}
