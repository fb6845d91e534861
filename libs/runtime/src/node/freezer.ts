import { constants } from 'node:fs';
import { access, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { FactoryError } from '@image-factory/errors';
import { pause } from '@image-factory/resilience';

/** Limit on freezing or resuming a group. */
const TIMEOUT_MS = 10_000;
const POLL_MS = 1;
/** A v1 group that stays FREEZING this long, in polls, is resumed and frozen again: a new process may have escaped. */
const POLLS_BEFORE_RETRY = 25;

/** The freezer of a control group, of either version. */
export interface Freezer {
  /** Folder of the group. */
  readonly folder: string;
  /** Whether this process may use it. */
  isWritable(): Promise<boolean>;
  /** Whether the group is frozen, or about to be. */
  isFrozen(): Promise<boolean>;
  /**
   * Freezes the group; none of its processes runs once the promise has resolved.
   *
   * @throws FactoryError `engine_failed`; the group then runs
   */
  freeze(): Promise<void>;
  /**
   * Ends the freeze; the processes run once the promise has resolved.
   *
   * @throws FactoryError `engine_failed` if a group above is frozen, too
   */
  resume(): Promise<void>;
}

/** Version 1: `freezer.state`. */
export class FreezerV1 implements Freezer {
  private readonly file: string;

  constructor(readonly folder: string) {
    this.file = join(folder, 'freezer.state');
  }

  isWritable(): Promise<boolean> {
    return isWritable(this.file);
  }

  async isFrozen(): Promise<boolean> {
    return (await this.state()) !== 'THAWED';
  }

  async freeze(): Promise<void> {
    await writeFile(this.file, 'FROZEN');
    const isDone = await within(async (poll) => {
      if ((await this.state()) === 'FROZEN') return true;
      if (poll % POLLS_BEFORE_RETRY === 0) await writeFile(this.file, 'THAWED');
      await writeFile(this.file, 'FROZEN');
      return false;
    });
    if (isDone) return;
    await writeFile(this.file, 'THAWED');
    throw stuck(this.folder, 'frozen');
  }

  async resume(): Promise<void> {
    await writeFile(this.file, 'THAWED');
    if (!(await within(async () => (await this.state()) === 'THAWED'))) throw stuck(this.folder, 'resumed');
  }

  private async state(): Promise<string> {
    return (await readFile(this.file, 'latin1')).trim();
  }
}

/** Version 2: `cgroup.freeze`, and `cgroup.events` as the proof. */
export class FreezerV2 implements Freezer {
  private readonly file: string;
  private readonly events: string;

  constructor(readonly folder: string) {
    this.file = join(folder, 'cgroup.freeze');
    this.events = join(folder, 'cgroup.events');
  }

  isWritable(): Promise<boolean> {
    return isWritable(this.file);
  }

  async isFrozen(): Promise<boolean> {
    return (await this.hasFrozen()) || (await readFile(this.file, 'latin1')).trim() === '1';
  }

  async freeze(): Promise<void> {
    await writeFile(this.file, '1');
    if (await within(() => this.hasFrozen())) return;
    await writeFile(this.file, '0');
    throw stuck(this.folder, 'frozen');
  }

  async resume(): Promise<void> {
    await writeFile(this.file, '0');
    if (!(await within(async () => !(await this.hasFrozen())))) throw stuck(this.folder, 'resumed');
  }

  private async hasFrozen(): Promise<boolean> {
    return /^frozen 1$/m.test(await readFile(this.events, 'latin1'));
  }
}

async function isWritable(file: string): Promise<boolean> {
  return access(file, constants.W_OK).then(
    () => true,
    () => false,
  );
}

/** Polls a condition until it holds. @returns whether it did before the timeout */
async function within(condition: (poll: number) => Promise<boolean>): Promise<boolean> {
  const deadline = performance.now() + TIMEOUT_MS;
  for (let poll = 1; !(await condition(poll)); poll++) {
    if (performance.now() > deadline) return false;
    await pause(POLL_MS);
  }
  return true;
}

function stuck(folder: string, state: string): FactoryError {
  return new FactoryError('engine_failed', `The control group ${folder} could not be ${state} in 10 s.`);
}
