import fc from 'fast-check';

/** Strings that are known to break programs. */
const HOSTILE_TEXTS = [
  '',
  ' ',
  '\0',
  'a\0b',
  '\ud800',
  '\udfff-x',
  'x\ud800y\udc00z',
  '\u202ereversed',
  '\ufeff',
  '\ufffe\uffff',
  '\u{1f4a5}'.repeat(70),
  'e\u0301'.repeat(200),
  '\r\nset-cookie: a=b\r\n\r\n',
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'hasOwnProperty',
  'null',
  'NaN',
  '-1',
  '1e999',
  '../../etc/passwd',
  '..%2f..%2f',
  '%00',
  '%',
  '${7*7}',
  "'; drop table commits; --",
  '" or 1=1 --',
  '<script>alert(1)</script>',
  '$(id)',
  '[object Object]',
  'docker://docker://x',
  'x'.repeat(300),
  'x'.repeat(5_000),
  'x'.repeat(70_000),
] as const;

/** An unexpected string. */
export const hostileText: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(...HOSTILE_TEXTS),
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.string({ unit: 'grapheme', maxLength: 40 }),
  fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 20 }).map((units) => String.fromCharCode(...units)),
);

/** Names of inherited object properties. */
export const hostileKey: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom('__proto__', 'constructor', 'prototype', 'toString', 'then', 'length', '', '0', '$ne', 'a.b', 'a[b]'),
  fc.string({ unit: 'binary', maxLength: 8 }),
);

const DEEP = [
  '['.repeat(200) + ']'.repeat(200),
  '['.repeat(20_000) + ']'.repeat(20_000),
  '{"a":'.repeat(5_000) + '1' + '}'.repeat(5_000),
  '{"__proto__":{"success":true}}',
  '{"constructor":{"prototype":{"polluted":1}}}',
  '{"toString":1,"valueOf":null}',
  `[${'0,'.repeat(1_500)}0]`,
  `[${'{},'.repeat(1_500)}{}]`,
  `"${'y'.repeat(1_100_000)}"`,
] as const;

const SCALARS = [
  'null',
  'true',
  'false',
  '0',
  '-0',
  '-1',
  '1.5',
  '1e308',
  '1e999',
  '123456789012345678901',
  '{}',
  '[]',
];

/** JSON text of a value of any type. It is text, because some JSON cannot be produced from a value: keys may repeat. */
export const hostileJson: fc.Arbitrary<string> = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...SCALARS) },
  { weight: 6, arbitrary: hostileText.map((text) => JSON.stringify(text)) },
  { weight: 2, arbitrary: fc.json({ maxDepth: 4, stringUnit: 'binary' }) },
  {
    weight: 1,
    arbitrary: fc.array(fc.tuple(hostileKey, fc.constantFrom(...SCALARS)), { maxLength: 5 }).map(jsonObject),
  },
  { weight: 1, arbitrary: fc.constantFrom(...DEEP) },
);

/** JSON text of an object with these entries, in this order. */
export function jsonObject(entries: readonly (readonly [key: string, json: string])[]): string {
  return `{${entries.map(([key, json]) => `${JSON.stringify(key)}:${json}`).join(',')}}`;
}
