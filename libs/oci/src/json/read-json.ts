import { type GenericSchema, type InferOutput, safeParse } from 'valibot';

/**
 * Parses JSON from a registry, a runtime or a file.
 *
 * @returns undefined if it is invalid JSON or does not match the schema
 */
export function readJson<const Schema extends GenericSchema>(
  schema: Schema,
  content: string | Buffer,
): InferOutput<Schema> | undefined {
  let value: unknown;
  try {
    value = JSON.parse(content.toString());
  } catch {
    return undefined;
  }
  const { success, output } = safeParse(schema, value);
  return success ? output : undefined;
}
