/** Hears whether a source waits for the consumer of its chunks; both may be called more than once in a row. */
export interface SourceWatch {
  /** The source has filled all buffers, and waits. */
  waits(): void;
  /** The source is read on. */
  reads(): void;
}

const UNWATCHED: SourceWatch = { waits: () => undefined, reads: () => undefined };

/**
 * Cuts a stream into chunks of one size; the last may be shorter, an empty stream has none. Reads one chunk
 * ahead of who consumes them, and fills two buffers in turn: a chunk is valid until the next one is asked for.
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
    // Whoever stops early never looks at a failure.
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
    // Not waited for: a source that hangs must not hold up who gave up on it.
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
