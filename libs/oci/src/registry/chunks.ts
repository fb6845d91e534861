/** Notified when a source waits for the consumer of its chunks; both methods may be called repeatedly. */
export interface SourceWatch {
  /** The source has filled all buffers, and waits. */
  waits(): void;
  /** The consumer reads the source again. */
  reads(): void;
}

const UNWATCHED: SourceWatch = { waits: () => undefined, reads: () => undefined };

/**
 * Splits a stream into chunks of one size; the last may be shorter, an empty stream has none. Reads one chunk ahead of
 * the consumer into two alternating buffers: a chunk is valid until the next one is requested.
 */
export async function* inChunks(
  source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  size: number,
  watch: SourceWatch = UNWATCHED,
): AsyncGenerator<Buffer, void, undefined> {
  const filling = fill(source, size);
  const ask = (): Promise<IteratorResult<Buffer, void>> => {
    watch.reads();
    const asked = filling.next();
    // A consumer that stops early ignores the failure.
    asked.then(
      ({ done }) => done || watch.waits(),
      () => undefined,
    );
    return asked;
  };
  let next = ask();
  try {
    for (;;) {
      const { value, done } = await next;
      if (done) return;
      next = ask();
      yield value;
    }
  } finally {
    // Not awaited: a hanging source must not block a consumer that has given up.
    filling.return().catch(() => undefined);
  }
}

async function* fill(
  source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  size: number,
): AsyncGenerator<Buffer, void, undefined> {
  const spare: Buffer[] = [];
  let buffer: Buffer = Buffer.allocUnsafeSlow(size);
  let used = 0;
  for await (const piece of source) {
    for (let at = 0; at < piece.length;) {
      const part = piece.subarray(at, at + size - used);
      buffer.set(part, used);
      used += part.length;
      at += part.length;
      if (used < size) continue;
      spare.push(buffer);
      yield buffer;
      buffer = spare.length > 1 ? spare.shift()! : Buffer.allocUnsafeSlow(size);
      used = 0;
    }
  }
  if (used > 0) yield buffer.subarray(0, used);
}
