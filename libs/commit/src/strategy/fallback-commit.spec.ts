import { describe, expect, it } from '@jest/globals';
import { FactoryError, type ErrorCode } from '@image-factory/errors';
import { Exclusions } from '../exclusions/exclusions.js';
import { ImageReference } from '@image-factory/oci';
import type { JobProgress } from './commit-strategy.port.js';
import { FallbackCommit } from './fallback-commit.js';

const reference = ImageReference.parse('r.example.com/a/b:c');
const task = { transaction: 't', containerId: 'f'.repeat(64), reference, credentials: undefined };

function set(code?: ErrorCode, error?: Error, learning?: Error) {
  const [done, log, fallbacks]: [string[], string[], string[][]] = [[], [], []];
  const unexpected: unknown[][] = [];
  const direct = {
    save: () => {
      done.push('direct');
      if (error) return Promise.reject(error);
      if (code) return Promise.reject(new FactoryError(code, 'The reason.'));
      return Promise.resolve({ digest: 'sha256:d', message: 'Saved directly.' });
    },
    learn: () => {
      done.push('learn');
      return learning ? Promise.reject(learning) : Promise.resolve();
    },
  };
  const engine = {
    save: (_task: unknown, observe: (progress: JobProgress) => void) => {
      done.push('engine');
      observe({ phase: 'pushing', message: 'Pushing.' });
      return Promise.resolve({ digest: 'sha256:e', message: 'Pushed.' });
    },
  };
  const listener = {
    log: (line: string) => log.push(line),
    fellBack: (transaction: string, reason: ErrorCode) => fallbacks.push([transaction, reason]),
    unexpected: (...told: unknown[]) => unexpected.push(told),
  };
  return { auto: new FallbackCommit(direct, engine, listener), done, log, fallbacks, unexpected };
}

describe('FallbackCommit', () => {
  const { signal } = new AbortController();

  it('saves directly where that works', async () => {
    const { auto, done, log, fallbacks } = set();
    expect(await auto.save(task, () => undefined, signal)).toMatchObject({ digest: 'sha256:d' });
    expect([done, log, fallbacks]).toEqual([['direct'], [], []]);
  });

  it.each([
    'direct_unavailable',
    'direct_failed',
    'registry_unreachable',
    'registry_insecure',
    'registry_untrusted',
    'registry_failed',
    'registry_slow',
    'registry_unsupported',
    'registry_upload_refused',
  ] as const)('saves the engine’s way after %s, and says why', async (code) => {
    const { auto, done, log, fallbacks } = set(code);
    const told: string[] = [];
    const saved = await auto.save(task, ({ message }) => told.push(message), signal);
    expect(saved).toEqual({ digest: 'sha256:e', message: 'Pushed. Not saved directly: The reason.' });
    expect(done).toEqual(['direct', 'engine', 'learn']);
    expect(told).toEqual(['Not saved directly: The reason.', 'Pushing. (Not saved directly: The reason.)']);
    expect(log).toEqual([expect.stringContaining('The reason.')]);
    expect(fallbacks).toEqual([['t', code]]);
  });

  it.each([
    ['as it is', (bug: Error): Error => bug],
    ['as internal', (bug: Error): Error => FactoryError.from(bug)],
  ])('saves the engine’s way after an error that nobody expected, %s, and hands it on once', async (_, wrap) => {
    const bug = new TypeError('x is not a function');
    const { auto, done, fallbacks, unexpected } = set(undefined, wrap(bug));
    const saved = await auto.save(task, () => undefined, signal);
    expect(saved.message).toBe('Pushed. Not saved directly: Internal error.');
    expect([done, fallbacks]).toEqual([['direct', 'engine', 'learn'], [['t', 'internal']]]);
    expect(unexpected).toEqual([['The direct save of commit t failed unexpectedly.', bug]]);
  });

  it.each([
    ['the sentence of', new FactoryError('registry_slow', 'The registry is slow.'), 'The registry is slow.'],
    ['the stack of', new TypeError('x is not a function'), 'TypeError: x is not a function\n    at '],
  ])('logs %s what keeps it from learning the layers that the engine has pushed', async (_, error, logged) => {
    const { auto, log } = set('direct_failed', undefined, error);
    expect(await auto.save(task, () => undefined, signal)).toMatchObject({ digest: 'sha256:e' });
    expect(log[1]).toContain(`The layers of ${reference.toString()} are not remembered: ${logged}`);
  });

  it.each([
    'too_many_layers',
    'cancelled',
    'container_not_found',
    'registry_body_limit',
    'registry_denied',
    'registry_manifest_invalid',
    'registry_policy',
    'registry_quota',
    'registry_read_only',
    'registry_refused',
    'registry_repository_missing',
    'registry_tag_immutable',
    'registry_unauthorized',
  ] as const)('does not try again after %s', async (code) => {
    const { auto, done, fallbacks } = set(code);
    await expect(auto.save(task, () => undefined, signal)).rejects.toMatchObject({ code });
    expect([done, fallbacks]).toEqual([['direct'], []]);
  });

  describe('with paths to be left out', () => {
    const excluding = { ...task, exclusions: Exclusions.parse({ exclude: ['/root/.ssh'] }) };

    it.each(['direct_unavailable', 'direct_failed'] as const)('refuses after %s, and says why', async (code) => {
      const { auto, done } = set(code);
      const refused = auto.save(excluding, () => undefined, signal);
      const message = 'Not saved, since it cannot be saved directly: The reason.';
      await expect(refused).rejects.toMatchObject({ code: 'exclude_unavailable', message });
      expect(done).toEqual(['direct']);
    });

    it.each([
      'registry_unreachable',
      'engine_unreachable',
      'internal',
      'registry_slow',
      'registry_upload_refused',
    ] as const)('reports %s unchanged', async (code) => {
      const { auto, done } = set(code);
      await expect(auto.save(excluding, () => undefined, signal)).rejects.toMatchObject({ code });
      expect(done).toEqual(['direct']);
    });

    it('falls back if only variables are redacted', async () => {
      const { auto, done } = set('direct_unavailable');
      const redacting = { ...task, exclusions: Exclusions.parse({ redactEnv: ['TOKEN'] }) };
      await auto.save(redacting, () => undefined, signal);
      expect(done).toContain('engine');
    });
  });
});
