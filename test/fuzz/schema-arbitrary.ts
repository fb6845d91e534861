import fc from 'fast-check';
import { hostileJson, hostileKey, hostileText, jsonObject } from './hostile.js';
import type { Schema } from './openapi-operation.js';

/** Values that are meaningful to the service under test, keyed by the field or parameter name. */
export type KnownValues = Readonly<Record<string, readonly unknown[]>>;

/** JSON text that usually matches a schema, so that it often passes validation, with violations in every position. */
export function jsonFor(schema: Schema, known: KnownValues, name = ''): fc.Arbitrary<string> {
  return fc.oneof({ weight: 24, arbitrary: fitting(schema, known, name) }, { weight: 1, arbitrary: hostileJson });
}

/** A text for a parameter of a path, query or header. */
export function textFor(schema: Schema, known: KnownValues, name: string): fc.Arbitrary<string> {
  const good = goodValues(schema, known, name).map(String);
  return fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...good) }, { weight: 2, arbitrary: hostileText });
}

function fitting(schema: Schema, known: KnownValues, name: string): fc.Arbitrary<string> {
  if (schema.properties) return objectFor(schema.properties, known);
  if (schema.items) return fc.array(jsonFor(schema.items, known), { maxLength: 4 }).map((items) => `[${items.join()}]`);
  const good = goodValues(schema, known, name).map((value) => JSON.stringify(value));
  return fc.oneof({ weight: 14, arbitrary: fc.constantFrom(...good) }, { weight: 1, arbitrary: ofType(schema) });
}

/** Each field is usually present; some occur twice, and some are unknown. */
function objectFor(properties: Readonly<Record<string, Schema>>, known: KnownValues): fc.Arbitrary<string> {
  const fields = Object.entries(properties).map(([name, schema]) =>
    fc.oneof(
      { weight: 38, arbitrary: jsonFor(schema, known, name).map((json) => [[name, json] as const]) },
      { weight: 1, arbitrary: fc.constant([]) },
      {
        weight: 1,
        arbitrary: fc.tuple(hostileJson, hostileJson).map((twice) => twice.map((json) => [name, json] as const)),
      },
    ),
  );
  const extra = fc.oneof(
    { weight: 3, arbitrary: fc.constant([]) },
    { weight: 1, arbitrary: fc.array(fc.tuple(hostileKey, hostileJson), { maxLength: 3 }) },
  );
  return fc.tuple(...fields, extra).map((parts) => jsonObject(parts.flat()));
}

function ofType({ type }: Schema): fc.Arbitrary<string> {
  if (type === 'number' || type === 'integer') return fc.double().map((value) => String(JSON.stringify(value)));
  if (type === 'boolean') return fc.boolean().map(String);
  if (type === 'array') return fc.array(hostileJson, { maxLength: 4 }).map((items) => `[${items.join()}]`);
  return hostileText.map((text) => JSON.stringify(text));
}

function goodValues({ enum: choices, example, type }: Schema, known: KnownValues, name: string): unknown[] {
  const values = [...(known[name] ?? []), ...(choices ?? []), ...(example === undefined ? [] : [example])];
  if (values.length > 0) return values;
  return type === 'number' || type === 'integer' ? [1, 2] : ['plain'];
}
