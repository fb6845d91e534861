import { describe, expect, it } from '@jest/globals';
import { object, string } from 'valibot';
import { readJson } from './read-json.js';

describe('readJson', () => {
  const schema = object({ name: string() });

  it('reads a document, without fields unknown to the schema', () => {
    expect(readJson(schema, '{"name": "a", "other": 1}')).toEqual({ name: 'a' });
    expect(readJson(schema, Buffer.from('{"name": "ä"}'))).toEqual({ name: 'ä' });
  });

  it.each(['', 'name: a', 'null', '[]', '1', '"name"', '{}', '{"name": 1}', '{"name": null}', '{"name"'])(
    'reads nothing from %j',
    (text) => expect(readJson(schema, text)).toBeUndefined(),
  );
});
