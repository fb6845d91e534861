import { FactoryError } from '@image-factory/errors';
import { settledWithin } from '@image-factory/resilience';
import type { WireAnswer } from './registry-connection.js';

/** Limit on a response: registries accept no longer manifests, and real configurations are shorter. */
const ANSWER_MAX_BYTES = 16 * 2 ** 20;
/** Limit on the duration of a response from its header to its end. */
const ANSWER_TIMEOUT_MS = 120_000;
/** Limit on draining a response whose status is sufficient. */
const REST_TIMEOUT_MS = 1_000;
const REST_MAX_BYTES = 64 * 2 ** 10;

/**
 * Reads a response to its end.
 *
 * @throws FactoryError `registry_unsupported` if it is too long, `registry_unreachable` if it does not end
 */
export async function readBody(registry: string, { body }: WireAnswer): Promise<Buffer> {
  const parts: Buffer[] = [];
  let size = 0;
  const sentence = `The registry ${registry} began an answer and did not end it.`;
  const timer = setTimeout(
    () => body.destroy(new FactoryError('registry_unreachable', sentence)),
    ANSWER_TIMEOUT_MS,
  ).unref();
  try {
    for await (const part of body as AsyncIterable<Buffer>) {
      size += part.length;
      if (size > ANSWER_MAX_BYTES) {
        throw new FactoryError('registry_unsupported', `The registry ${registry} sends too much.`);
      }
      parts.push(part);
    }
  } finally {
    clearTimeout(timer);
  }
  return Buffer.concat(parts);
}

/** Discards a response: its connection is reused only if the rest arrives soon. */
export async function dropBody({ body }: WireAnswer): Promise<void> {
  // The body fails if it is destroyed or its connection breaks: both are irrelevant here.
  body.on('error', () => undefined);
  const rest = body.dump({ limit: REST_MAX_BYTES }).catch(() => undefined);
  await settledWithin(rest, REST_TIMEOUT_MS);
  if (!body.readableEnded) body.destroy();
}
