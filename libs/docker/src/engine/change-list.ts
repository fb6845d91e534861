import type { Readable } from 'node:stream';
import { FactoryError } from '@image-factory/errors';
import type Docker from 'dockerode';
import { array, nullable, number, object, string } from 'valibot';
import { readJson } from '@image-factory/oci';
import type { ContainerChange, ContainerChanges } from '@image-factory/runtime';

/** Limit on the list, in bytes: some 300,000 paths. */
const LIMIT = 32 * 2 ** 20;

/** `Kind` in the numbering of the API. */
const KINDS = ['modified', 'added', 'deleted'] as const;

/** Go encodes an empty list as null. */
const ChangesSchema = nullable(array(object({ Path: string(), Kind: number() })), []);

/** Requests the stream, since dockerode buffers a response of any length otherwise. */
export function changeStream({ modem }: Docker, container: string, signal: AbortSignal): Promise<Readable> {
  const call = {
    path: `/containers/${container}/changes`,
    method: 'GET',
    isStream: true,
    abortSignal: signal,
    statusCodes: { 200: true, 404: 'no such container', 500: 'server error' },
  };
  return new Promise((resolve, reject) => {
    const { dial } = modem as {
      dial: (options: object, done: (error: Error | null, stream: Readable) => void) => void;
    };
    dial.call(modem, call, (error, stream) => (error ? reject(error) : resolve(stream)));
  });
}

/**
 * Reads the runtime's list of changes up to the limit.
 *
 * @throws FactoryError `engine_failed` if it is not a valid list
 */
export async function readChanges(stream: Readable): Promise<ContainerChanges> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of stream as AsyncIterable<Buffer>) {
    parts.push(part);
    size += part.length;
    if (size > LIMIT) break;
  }
  const text = Buffer.concat(parts).toString('utf8');
  const isComplete = size <= LIMIT;
  // A JSON string contains no unescaped quote, so this sequence only occurs between two changes.
  const list = isComplete ? text : `${text.slice(0, text.lastIndexOf('},{"') + 1)}]`;
  const changes = readJson(ChangesSchema, list);
  if (!changes) throw new FactoryError('engine_failed', 'The engine sent a list of changes that is not valid.');
  return { changes: changes.map(changeOf), isComplete };
}

function changeOf({ Path: path, Kind: kind }: { Path: string; Kind: number }): ContainerChange {
  return { path, kind: KINDS[kind] ?? 'modified' };
}
