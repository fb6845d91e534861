import { createHash } from 'node:crypto';
import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Injectable } from '@nestjs/common';
import { writeFileAtomic } from '@image-factory/resilience';
import type { RequestContext } from '@image-factory/service';
import { StateFolder } from './state-folder.js';

/** Journal entry of a running job with its context, for the recovery after a crash. */
export interface JobRecord extends RequestContext {
  readonly transaction: string;
  /** Undefined from a first-generation shield. */
  readonly attempt?: number;
  readonly containerId: string;
  /** Boot id of the agent that ran the job. */
  readonly bootId: string;
}

const NAME = /^job-[0-9a-f]{64}\.json$/;

/** Journal of the running jobs, one file per commit. */
@Injectable()
export class JobJournal {
  constructor(private readonly folder: StateFolder) {}

  /** Atomic: a reader sees the complete entry or none. */
  async write(entry: JobRecord): Promise<void> {
    await writeFileAtomic(this.fileOf(entry.transaction), JSON.stringify(entry));
  }

  async remove(transaction: string): Promise<void> {
    await rm(this.fileOf(transaction), { force: true });
  }

  /** All readable entries. */
  async list(): Promise<JobRecord[]> {
    const names = await readdir(this.folder.path).catch(() => []);
    const entries = await Promise.all(
      names.filter((name) => NAME.test(name)).map((name) => readEntry(join(this.folder.path, name))),
    );
    return entries.filter((entry) => entry !== undefined);
  }

  private fileOf(transaction: string): string {
    return join(this.folder.path, `job-${createHash('sha256').update(transaction).digest('hex')}.json`);
  }
}

async function readEntry(file: string): Promise<JobRecord | undefined> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as JobRecord;
  } catch {
    return undefined;
  }
}
