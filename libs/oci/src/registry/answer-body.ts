import { setTimeout as sleep } from 'node:timers/promises';
import { FactoryError } from '@image-factory/errors';
import type { WireAnswer } from './registry-connection.js';

/** The longest answer that is read, in bytes: registries take no longer manifests, and nobody makes longer configurations. */
const ANSWER_MAX_BYTES = 16 * 2 ** 20;
/** How long an answer may take from its head to its end, in ms. */
const ANSWER_TIMEOUT_MS = 120_000;
/** How long the rest of an answer is waited for whose status says everything, in ms. */
const REST_TIMEOUT_MS = 1_000;
const REST_MAX_BYTES = 64 * 2 ** 10;

/**
 * Reads an answer to its end.
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

/** Lets go of an answer without reading it: its connection is used again only if the rest comes soon. */
export async function dropBody({ body }: WireAnswer): Promise<void> {
  const done = new AbortController();
  // The body fails if it is destroyed, or its connection breaks: neither matters any more.
  body.on('error', () => undefined);
  const rest = body.dump({ limit: REST_MAX_BYTES }).catch(() => undefined);
  await Promise.race([rest, sleep(REST_TIMEOUT_MS, undefined, { signal: done.signal }).catch(() => undefined)]);
  done.abort();
  if (!body.readableEnded) body.destroy();
}
