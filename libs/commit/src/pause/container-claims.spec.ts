import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type AgentProcess, thisProcess } from '@image-factory/runtime';
import { type ContainerClaim, ContainerClaims } from './container-claims.js';

const ID = 'a'.repeat(64);
const { signal } = new AbortController();

describe('ContainerClaims', () => {
  let folder: string;
  let other: ChildProcess;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'claims-'));
    other = spawn('sleep', ['600'], { stdio: 'ignore' });
  });

  afterEach(() => {
    other.kill('SIGKILL');
    rmSync(folder, { recursive: true });
  });

  const claims = () => new ContainerClaims(folder);
  const file = () => join(folder, ID);

  /** The other process, as it describes itself. */
  const theOther = async (): Promise<AgentProcess> => {
    const stat = readFileSync(`/proc/${other.pid}/stat`, 'latin1').split(' ');
    return { ...(await thisProcess()), pid: other.pid!, startTicks: stat[21] };
  };

  const write = (claim: AgentProcess): void =>
    writeFileSync(file(), JSON.stringify({ ...claim, transaction: 'theirs', token: 't' }));

  /** Claims the container. @returns whether it is claimed, and the claims that it waited for */
  const begin = () => {
    const waits: ContainerClaim[] = [];
    const state = { isClaimed: false, waits, release: (): Promise<void> => Promise.resolve() };
    const claimed = claims()
      .claim(ID, 'ours', (claim) => void waits.push(claim), signal)
      .then((release) => Object.assign(state, { isClaimed: true, release }));
    return { state, claimed };
  };

  const passed = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

  it('name this process, and are gone after the release', async () => {
    const { state, claimed } = begin();
    await claimed;
    expect(JSON.parse(readFileSync(file(), 'utf8'))).toMatchObject({ ...(await thisProcess()), transaction: 'ours' });
    expect(await claims().ofOther(ID)).toBeUndefined();
    await state.release();
    expect(readdirSync(folder)).toEqual([]);
  });

  it('wait for a living agent, until it dies', async () => {
    write(await theOther());
    expect(await claims().ofOther(ID)).toMatchObject({ pid: other.pid, transaction: 'theirs' });
    const { state, claimed } = begin();
    await passed(400);
    expect([state.isClaimed, state.waits.length, state.waits[0]?.transaction]).toEqual([false, 1, 'theirs']);
    other.kill('SIGKILL');
    await once(other, 'exit');
    await claimed;
    expect(JSON.parse(readFileSync(file(), 'utf8'))).toMatchObject({ pid: process.pid });
    await state.release();
    expect(readdirSync(folder)).toEqual([]);
  });

  it('wait for a living agent, until it releases the container', async () => {
    write(await theOther());
    const { state, claimed } = begin();
    await passed(200);
    expect(state.isClaimed).toBe(false);
    rmSync(file());
    await claimed;
    await state.release();
  });

  it('do not count if another process has the number of the dead one', async () => {
    write({ ...(await theOther()), startTicks: '1' });
    expect(await claims().ofOther(ID)).toBeUndefined();
    const { state, claimed } = begin();
    await claimed;
    expect(state.waits).toEqual([]);
  });

  it('of an agent in another pid namespace count until they are not renewed any more', async () => {
    write({ ...(await theOther()), namespace: 'pid:[1]' });
    expect(await claims().ofOther(ID)).toMatchObject({ transaction: 'theirs' });
    const old = new Date(Date.now() - 30_000);
    utimesSync(file(), old, old);
    expect(await claims().ofOther(ID)).toBeUndefined();
  });

  it('are not released if another agent has replaced them', async () => {
    const { state, claimed } = begin();
    await claimed;
    write(await theOther());
    await state.release();
    expect(JSON.parse(readFileSync(file(), 'utf8'))).toMatchObject({ transaction: 'theirs' });
    expect(readdirSync(folder)).toEqual([ID]);
  });

  it('are not awaited any longer once the commit is cancelled', async () => {
    write(await theOther());
    const cancel = new AbortController();
    const waiting = claims().claim(ID, 'ours', () => cancel.abort(), cancel.signal);
    await expect(waiting).rejects.toMatchObject({ name: 'AbortError' });
    expect(readdirSync(folder)).toEqual([ID]);
  });
});
