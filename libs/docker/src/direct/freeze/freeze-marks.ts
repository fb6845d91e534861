import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { writeState } from '../history/state-file.js';

const CONTAINER_ID = /^[a-f0-9]{64}$/;

/** Which containers this agent has frozen: what a killed agent has left frozen can be thawed after its restart. */
export class FreezeMarks {
  private readonly directory: string;

  /** @param directory where the agent keeps its state */
  constructor(directory: string) {
    this.directory = join(directory, 'frozen');
  }

  async set(containerId: string): Promise<void> {
    await writeState(join(this.directory, containerId), '');
  }

  async remove(containerId: string): Promise<void> {
    await rm(join(this.directory, containerId), { force: true });
  }

  /** Full ids of the marked containers. */
  async list(): Promise<string[]> {
    await mkdir(this.directory, { recursive: true, mode: 0o700 });
    return (await readdir(this.directory)).filter((name) => CONTAINER_ID.test(name));
  }
}
