import { beforeEach, describe, expect, it } from '@jest/globals';
import { FactoryError } from '@image-factory/errors';
import { RuntimeOutage } from './runtime-outage.js';

const lost = (): FactoryError => new FactoryError('engine_unreachable', 'The engine does not answer.');

/** A runtime that answers after this number of pings. */
function engine(silentFor: number) {
  let asked = 0;
  return { ping: () => (asked++ < silentFor ? Promise.reject(lost()) : Promise.resolve()) };
}

/** A step that fails with these errors in turn, then returns the number of its calls. */
function step(...failures: Error[]) {
  let taken = 0;
  return () => {
    const failure = failures[taken++];
    return failure ? Promise.reject(failure) : Promise.resolve(taken);
  };
}

describe('RuntimeOutage', () => {
  const never = new AbortController().signal;
  const reported: string[] = [];
  const report = (message: string) => void reported.push(message);

  beforeEach(() => void reported.splice(0));

  it('retries a step when the engine is back', async () => {
    expect(await new RuntimeOutage(engine(2), 60_000).outlast(step(lost()), report, never)).toBe(2);
    expect(reported).toEqual(['The engine does not answer. Waiting until it does.']);
  });

  it('rethrows other failures at once', async () => {
    const full = new FactoryError('disk_full', 'The disk is full.');
    await expect(new RuntimeOutage(engine(0), 60_000).outlast(step(full), report, never)).rejects.toBe(full);
  });

  it('throws the outage when the engine stays away', async () => {
    const outage = lost();
    await expect(new RuntimeOutage(engine(Infinity), 10).outlast(step(outage), report, never)).rejects.toBe(outage);
  });

  it('fails a step that loses the engine every time', async () => {
    const failures = [lost(), lost(), lost()];
    const endless = step(...failures, lost(), lost());
    await expect(new RuntimeOutage(engine(0), 60_000).outlast(endless, report, never)).rejects.toBe(failures[2]);
  });

  it('neither waits nor retries after a cancel', async () => {
    const outage = lost();
    const cancelled = AbortSignal.abort();
    await expect(new RuntimeOutage(engine(Infinity), 3_600_000).outlast(step(outage), report, cancelled)).rejects.toBe(
      outage,
    );
  });
});
