import fc from 'fast-check';
import { hostileKey, hostileText } from './hostile.js';
import type { Operation, Parameter } from './openapi-operation.js';
import { type RawRequest, shown } from './raw-request.js';
import { jsonFor, type KnownValues, textFor } from './schema-arbitrary.js';

const JSON_TYPE = { 'content-type': 'application/json' };

const TYPES = [
  'application/json; charset=utf-8',
  'application/json; charset=utf-16',
  'application/json; charset=x-none',
  'application/json;',
  'application/vnd.api+json',
  'application/x-www-form-urlencoded',
  'multipart/form-data',
  'text/plain',
  'text/html; charset=\xff',
  'nonsense',
  '/',
];

const HEADERS: readonly Record<string, string>[] = [
  { 'content-encoding': 'gzip' },
  { 'content-encoding': 'br' },
  { 'content-encoding': 'identity, x-none' },
  { 'transfer-encoding': 'chunked' },
  { accept: 'text/html;q=nonsense' },
  { accept: 'application/xml' },
  { 'accept-encoding': 'identity;q=0, *;q=0' },
  { authorization: 'Bearer' },
  { authorization: 'Basic %%%' },
  { 'if-none-match': '*' },
  { 'if-match': '"x"' },
  { 'if-modified-since': 'Thu, 31 Dec 2099 23:59:59 GMT' },
  { range: 'bytes=0-0, 5-, -1' },
  { expect: '100-continue' },
  { expect: 'the unexpected' },
  { 'x-request-id': 'id with spaces' },
  { 'x-request-id': 'x'.repeat(2_000) },
  { 'x-http-method-override': 'DELETE' },
  { 'x-forwarded-for': '127.0.0.1, 127.0.0.2, unknown' },
  { host: 'user@[::1]:99999' },
  { origin: 'null' },
  { cookie: '__proto__=1; =; %=%' },
  { 'last-event-id': '-1' },
  { 'idempotency-key': '\xff' },
  { 'x-filling': 'x'.repeat(20_000) },
];

/** Requests for one operation: often valid, otherwise invalid in all ways that can be sent. */
export function requestFor(operation: Operation, known: KnownValues): fc.Arbitrary<RawRequest> {
  const target = fc
    .tuple(pathOf(operation, known), queryOf(operation.parameters, known))
    .map(([path, query]) => path + query);
  return fc.tuple(target, bodyOf(operation, known), oddHeaders).map(([target, { body, headers }, odd]) => {
    const request = { method: operation.method, target, headers: { ...headers, ...odd }, body };
    return { ...request, [fc.toStringMethod]: () => shown(request) };
  });
}

function pathOf({ path, parameters }: Operation, known: KnownValues): fc.Arbitrary<string> {
  const values = parameters
    .filter((parameter) => parameter.in === 'path')
    .map(({ name, schema }) => encoded(textFor(schema, known, name)).map((text) => [name, text] as const));
  return fc
    .tuple(...values)
    .map((pairs) => pairs.reduce((filled, [name, text]) => filled.replace(`{${name}}`, () => text), path));
}

/** Each parameter usually occurs once; otherwise twice, as a list, as an object, or not at all. */
function queryOf(parameters: readonly Parameter[], known: KnownValues): fc.Arbitrary<string> {
  const pairs = parameters
    .filter((parameter) => parameter.in === 'query')
    .map(({ name, schema }) => {
      const value = encoded(textFor(schema, known, name));
      return fc.oneof(
        { weight: 10, arbitrary: value.map((text) => `${name}=${text}`) },
        { weight: 1, arbitrary: fc.constantFrom('', name, `${name}=`) },
        { weight: 1, arbitrary: fc.tuple(value, value).map(([a, b]) => `${name}=${a}&${name}=${b}`) },
        { weight: 1, arbitrary: fc.tuple(value, encoded(hostileKey)).map(([text, key]) => `${name}[${key}]=${text}`) },
        { weight: 1, arbitrary: value.map((text) => `${name}[]=${text}`) },
      );
    });
  const extra = fc.oneof(
    { weight: 5, arbitrary: fc.constant('') },
    {
      weight: 1,
      arbitrary: fc.tuple(encoded(hostileKey), encoded(hostileText)).map(([key, text]) => `${key}=${text}`),
    },
    {
      weight: 1,
      arbitrary: fc.constantFrom('%', '%ff', '&&&', '=', '__proto__[x]=1', '?', 'a=1'.repeat(3), '&'.repeat(2_000)),
    },
  );
  return fc.tuple(fc.constantFrom('&', '&&', ';'), ...pairs, extra).map(([separator, ...parts]) => {
    const query = parts.filter((part) => part !== '').join(separator);
    return query && `?${query}`;
  });
}

function bodyOf(operation: Operation, known: KnownValues): fc.Arbitrary<Pick<RawRequest, 'body' | 'headers'>> {
  const json = jsonFor(operation.body ?? {}, known);
  const unexpected = operation.body ? 0 : 9;
  return fc.oneof(
    {
      weight: operation.body ? 16 : 1,
      arbitrary: json.map((text) => ({ body: Buffer.from(text), headers: JSON_TYPE })),
    },
    { weight: 1 + unexpected, arbitrary: fc.constant({ headers: {} }) },
    { weight: 1, arbitrary: fc.tuple(json, fc.nat()).map(([text, end]) => half(text, end)) },
    {
      weight: 1,
      arbitrary: fc.uint8Array({ maxLength: 60 }).map((bytes) => ({ body: Buffer.from(bytes), headers: JSON_TYPE })),
    },
    {
      weight: 1,
      arbitrary: fc
        .tuple(json, fc.constantFrom(...TYPES))
        .map(([text, type]) => ({ body: Buffer.from(text), headers: { 'content-type': type } })),
    },
  );
}

/** A truncated JSON text. */
function half(text: string, end: number): Pick<RawRequest, 'body' | 'headers'> {
  return { body: Buffer.from(text.slice(0, end % (text.length + 1))), headers: JSON_TYPE };
}

const oddHeaders: fc.Arbitrary<Record<string, string>> = fc.oneof(
  { weight: 5, arbitrary: fc.constant({}) },
  { weight: 1, arbitrary: fc.constantFrom(...HEADERS) },
);

/** Percent-encodes a text; sometimes leaves it raw where that can be sent. Lone surrogates become their raw bytes. */
function encoded(text: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc.tuple(text, fc.nat({ max: 19 })).map(([value, dice]) => (dice === 0 ? bare(value) : percentEncoded(value)));
}

function percentEncoded(text: string): string {
  return Array.from(text, (character) => {
    const unit = character.charCodeAt(0);
    const lone = character.length === 1 && unit >= 0xd800 && unit <= 0xdfff;
    return lone ? surrogateBytes(unit) : encodeURIComponent(character);
  }).join('');
}

function surrogateBytes(unit: number): string {
  const bytes = [0xe0 | (unit >> 12), 0x80 | ((unit >> 6) & 0x3f), 0x80 | (unit & 0x3f)];
  return bytes.map((byte) => `%${byte.toString(16)}`).join('');
}

function bare(text: string): string {
  return text.replaceAll(/[^\x21-\x22\x24-\xff]/g, '');
}
