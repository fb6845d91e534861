import { describe, expect, it } from '@jest/globals';
import { FactoryError, type ErrorCode } from '@image-factory/errors';
import { Exclusions } from '../exclusions/exclusions.js';
import { ImageReference } from '@image-factory/oci';
import { type CommitObserver, observing } from '../commit-observer.js';
import { FallbackCommit } from './fallback-commit.js';

const reference = ImageReference.parse('r.example.com/a/b:c');
const task = { transaction: 't', containerId: 'f'.repeat(64), reference, credentials: undefined };

function set(code?: ErrorCode, error?: Error, learning?: Error) {
  const [done, messages, fallbacks]: [string[], string[], string[][]] = [[], [], []];
  const warnings: unknown[][] = [];
  const direct = {
    commit: () => {
      done.push('direct');
      if (error) return Promise.reject(error);
      if (code) return Promise.reject(new FactoryError(code, 'The reason.'));
      return Promise.resolve({ digest: 'sha256:d', message: 'Committed directly.' });
    },
    learn: () => {
      done.push('learn');
      return learning ? Promise.reject(learning) : Promise.resolve();
    },
  };
  const engine = {
    commit: (_task: unknown, { progress }: CommitObserver) => {
      done.push('engine');
      progress({ phase: 'pushing', message: 'Pushing.' });
      return Promise.resolve({ digest: 'sha256:e', message: 'Pushed.' });
    },
  };
  const observer = observing({
    progress: ({ message }) => messages.push(message),
    fellBack: (reason, sentence) => fallbacks.push([reason, sentence]),
    warn: (...args) => warnings.push(args),
  });
  return { auto: new FallbackCommit(direct, engine), observer, done, messages, fallbacks, warnings };
}

describe('FallbackCommit', () => {
  const { signal } = new AbortController();

  it('commits directly if possible', async () => {
    const { auto, observer, done, messages, fallbacks } = set();
    expect(await auto.commit(task, observer, signal)).toMatchObject({ digest: 'sha256:d' });
    expect([done, messages, fallbacks]).toEqual([['direct'], [], []]);
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
  ] as const)('falls back to the engine after %s, and reports the reason', async (code) => {
    const { auto, observer, done, messages, fallbacks } = set(code);
    const image = await auto.commit(task, observer, signal);
    expect(image).toEqual({ digest: 'sha256:e', message: 'Pushed. No direct commit: The reason.' });
    expect(done).toEqual(['direct', 'engine', 'learn']);
    expect(messages).toEqual(['No direct commit: The reason.', 'Pushing. (No direct commit: The reason.)']);
    expect(fallbacks).toEqual([[code, 'No direct commit: The reason.']]);
  });

  it.each([
    ['unwrapped', (bug: Error): Error => bug],
    ['as internal', (bug: Error): Error => FactoryError.from(bug)],
  ])('falls back to the engine after an unexpected error, %s, and reports it once', async (_, wrap) => {
    const bug = new TypeError('x is not a function');
    const { auto, observer, done, fallbacks, warnings } = set(undefined, wrap(bug));
    const image = await auto.commit(task, observer, signal);
    expect(image.message).toBe('Pushed. No direct commit: Internal error.');
    expect([done, fallbacks]).toEqual([
      ['direct', 'engine', 'learn'],
      [['internal', 'No direct commit: Internal error.']],
    ]);
    expect(warnings).toEqual([['The direct commit failed unexpectedly.', bug]]);
  });

  it.each([
    ['the sentence of', new FactoryError('registry_slow', 'The registry is slow.'), 'The registry is slow.'],
    ['the stack of', new TypeError('x is not a function'), 'TypeError: x is not a function\n    at '],
  ])('logs %s a failure to record the layers that the engine has pushed', async (_, error, logged) => {
    const { auto, observer, warnings } = set('direct_failed', undefined, error);
    expect(await auto.commit(task, observer, signal)).toMatchObject({ digest: 'sha256:e' });
    expect(warnings[0]![0]).toContain(`The layers of ${reference.toString()} are not remembered: ${logged}`);
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
  ] as const)('does not fall back after %s', async (code) => {
    const { auto, observer, done, fallbacks } = set(code);
    await expect(auto.commit(task, observer, signal)).rejects.toMatchObject({ code });
    expect([done, fallbacks]).toEqual([['direct'], []]);
  });

  describe('with excluded paths', () => {
    const excluding = { ...task, exclusions: Exclusions.parse({ exclude: ['/root/.ssh'] }) };

    it.each(['direct_unavailable', 'direct_failed'] as const)(
      'fails after %s, and reports the reason',
      async (code) => {
        const { auto, observer, done } = set(code);
        const refused = auto.commit(excluding, observer, signal);
        const message = 'exclude requires a direct commit, which is not possible: The reason.';
        await expect(refused).rejects.toMatchObject({ code: 'exclude_unavailable', message });
        expect(done).toEqual(['direct']);
      },
    );

    it.each([
      'registry_unreachable',
      'engine_unreachable',
      'internal',
      'registry_slow',
      'registry_upload_refused',
    ] as const)('reports %s unchanged', async (code) => {
      const { auto, observer, done } = set(code);
      await expect(auto.commit(excluding, observer, signal)).rejects.toMatchObject({ code });
      expect(done).toEqual(['direct']);
    });

    it('falls back if only variables are redacted', async () => {
      const { auto, observer, done } = set('direct_unavailable');
      const redacting = { ...task, exclusions: Exclusions.parse({ redactEnv: ['TOKEN'] }) };
      await auto.commit(redacting, observer, signal);
      expect(done).toContain('engine');
    });
  });
});
