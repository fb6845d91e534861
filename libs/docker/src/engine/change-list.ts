import type { Readable } from 'node:stream';
import type { ContainerChange, ContainerChanges } from './engine-facts.js';

/** How much of the list is read, in bytes: some 300,000 paths. */
const LIMIT = 32 * 2 ** 20;

/** `Kind` as the engine numbers it. */
const KINDS = ['modified', 'added', 'deleted'] as const;

/** Reads the engine's list of changes; what is beyond the limit is left unread. */
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
  // No string of JSON has a quote that nothing escapes, so this is between two changes.
  const list = isComplete ? text : `${text.slice(0, text.lastIndexOf('},{"') + 1)}]`;
  const changes = (JSON.parse(list) as { Path: string; Kind: number }[] | null) ?? [];
  return { changes: changes.map(changeOf), isComplete };
}

function changeOf({ Path: path, Kind: kind }: { Path: string; Kind: number }): ContainerChange {
  return { path, kind: KINDS[kind] ?? 'modified' };
}
