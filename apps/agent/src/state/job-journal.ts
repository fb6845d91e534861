import { createHash } from 'node:crypto';
import { readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Injectable } from '@nestjs/common';
import { StateFolder } from './state-folder.js';

/** What a start after a crash has to know of a save that ran. */
export interface JobRecord {
  readonly transaction: string;
  /** Undefined from a first-generation shield. */
  readonly attempt?: number;
  /** Id of the request that asked for it. */
  readonly requestId: string;
  readonly containerId: string;
  /** Whether the container was paused before the save: then it is not for the agent to unpause it. */
  readonly wasPaused: boolean;
  /** When the run of the container started that is saved, as the engine writes it; undefined in older notes. */
  readonly startedAt?: string;
  /** When the save began, in Unix milliseconds; undefined in older notes. */
  readonly at?: number;
  /** Id of the start of the agent that ran it. */
  readonly bootId: string;
}

const NAME = /^save-[0-9a-f]{64}\.json$/;

/** Notes of the saves that run, one file for each transaction. */
@Injectable()
export class JobJournal {
  constructor(private readonly folder: StateFolder) {}

  /** Written in one step: a reader sees the whole note or none. */
  async write(note: JobRecord): Promise<void> {
    const file = this.fileOf(note.transaction);
    await writeFile(`${file}.new`, JSON.stringify(note), { mode: 0o600 });
    await rename(`${file}.new`, file);
  }

  async remove(transaction: string): Promise<void> {
    await rm(this.fileOf(transaction), { force: true });
  }

  /** Every note that can be read. */
  async list(): Promise<JobRecord[]> {
    const names = await readdir(this.folder.path).catch(() => []);
    const notes = await Promise.all(
      names.filter((name) => NAME.test(name)).map((name) => readNote(join(this.folder.path, name))),
    );
    return notes.filter((note) => note !== undefined);
  }

  private fileOf(transaction: string): string {
    return join(this.folder.path, `save-${createHash('sha256').update(transaction).digest('hex')}.json`);
  }
}

async function readNote(file: string): Promise<JobRecord | undefined> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as JobRecord;
  } catch {
    return undefined;
  }
}
