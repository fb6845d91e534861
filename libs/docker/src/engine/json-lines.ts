/** Limit on a line, in bytes; those of the runtime are far shorter. */
const LINE_MAX_LENGTH = 1024 * 1024;
const NEWLINE = 0x0a;

/**
 * Parses a stream with one JSON object per line. Chunks may end anywhere, even inside a character. Skips lines that are
 * no JSON object or exceed the limit.
 */
export async function* jsonLines(stream: AsyncIterable<Uint8Array>): AsyncGenerator<object> {
  let parts: Uint8Array[] = [];
  let length = 0;

  const keep = (part: Uint8Array): void => {
    length += part.length;
    if (length <= LINE_MAX_LENGTH) parts.push(part);
    else parts = [];
  };
  const finish = (): object | undefined => {
    const line = length <= LINE_MAX_LENGTH ? Buffer.concat(parts).toString('utf8') : '';
    parts = [];
    length = 0;
    return parseObject(line);
  };

  for await (const chunk of stream) {
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end !== -1; end = chunk.indexOf(NEWLINE, start)) {
      keep(chunk.subarray(start, end));
      start = end + 1;
      const value = finish();
      if (value) yield value;
    }
    keep(chunk.subarray(start));
  }
  const value = finish();
  if (value) yield value;
}

function parseObject(line: string): object | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
