import type { Variables } from './variables.js';

/** Human-readable texts: their content may change, their type may not. An empty text is significant and stays. */
const TEXT_KEYS: ReadonlySet<string> = new Set(['msg', 'status_msg', 'reason', 'detail', 'hint', 'node_id']);

/** Integers that differ between runs. */
const INTEGER_KEYS: ReadonlySet<string> = new Set([
  'bytes',
  'total_bytes',
  'pushed_bytes',
  'seq',
  'files',
  'deletions',
  'total_paths',
  'responseTime',
]);

/** Numbers that may have a fraction. */
const NUMBER_KEYS: ReadonlySet<string> = new Set(['bytes_per_second']);

/** Volatile texts by format. */
const FORMS: readonly (readonly [form: RegExp, placeholder: string])[] = [
  [/[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/g, '<uuid>'],
  [/sha256:[0-9a-f]{64}/g, '<digest>'],
  [/\b[0-9a-f]{64}\b/g, '<64 hexadecimal digits>'],
  [/^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/g, '<traceparent>'],
  [/\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?Z/g, '<time>'],
  [/^Up .*$/g, '<text>'],
  [/^\d+\.\d+\.\d+(-[\w.]+)?$/g, '<version>'],
];

/** The stable part of a JSON value: its keys, its types, and all values that are not volatile. */
export function shapeOf(value: unknown, variables: Variables, key = ''): unknown {
  if (typeof value === 'string') return shapeOfText(value, variables, key);
  if (typeof value === 'number') return shapeOfNumber(value, key);
  if (Array.isArray(value)) return value.map((item) => shapeOf(item, variables));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, shapeOf(inner, variables, name)]));
}

function shapeOfText(text: string, variables: Variables, key: string): string {
  if (TEXT_KEYS.has(key)) return text === '' ? '' : '<text>';
  return FORMS.reduce((shape, [form, placeholder]) => shape.replaceAll(form, placeholder), variables.hide(text));
}

function shapeOfNumber(value: number, key: string): unknown {
  if (key === 'time' && isNow(value)) return '<unix seconds>';
  if (NUMBER_KEYS.has(key)) return '<number>';
  // The size of a failure is always 0.
  const isVolatile = INTEGER_KEYS.has(key) || (key === 'size' && value !== 0);
  return isVolatile && Number.isInteger(value) ? '<integer>' : value;
}

function isNow(seconds: number): boolean {
  return Number.isInteger(seconds) && Math.abs(seconds - Date.now() / 1000) < 600;
}

/** Deep-merges the keys of two JSON values, because it varies which of several similar messages carries a key. */
export function union(one: unknown, other: unknown): unknown {
  if (!isObject(one) || !isObject(other)) return other;
  const merged: Record<string, unknown> = { ...one };
  for (const [key, value] of Object.entries(other)) merged[key] = key in one ? union(one[key], value) : value;
  return merged;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
