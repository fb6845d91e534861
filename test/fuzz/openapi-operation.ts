import type { OpenAPIObject } from '@nestjs/swagger';

/** A JSON schema of the document. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly example?: unknown;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly allOf?: readonly Schema[];
}

/** A parameter in the path, the query or the headers. */
export interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header' | 'cookie';
  readonly schema: Schema;
}

/** One call of an API. */
export interface Operation {
  readonly method: string;
  /** Contains `{parameters}`. */
  readonly path: string;
  readonly parameters: readonly Parameter[];
  /** Schema of its body, if it has one. */
  readonly body?: Schema;
}

const METHODS = ['get', 'put', 'post', 'delete', 'patch', 'head', 'options'] as const;

/** All operations of a document, with resolved schema references. */
export function operationsOf(document: OpenAPIObject): Operation[] {
  return Object.entries(document.paths).flatMap(([path, item]) =>
    METHODS.filter((method) => item[method]).map((method) => {
      const { parameters = [], requestBody } = item[method]!;
      const content = requestBody && 'content' in requestBody ? requestBody.content : {};
      const [body] = Object.values(content).map(({ schema }) => resolved(document, (schema ?? {}) as Schema));
      return {
        method: method.toUpperCase(),
        path,
        body,
        parameters: (parameters as Parameter[]).map((each) => ({ ...each, schema: resolved(document, each.schema) })),
      };
    }),
  );
}

/** Resolves the references of a schema. Our documents have no cycles. */
function resolved(document: OpenAPIObject, schema: Schema = {}): Schema {
  const { $ref, allOf = [], items, properties } = schema;
  if ($ref !== undefined) {
    const name = $ref.replace('#/components/schemas/', '');
    const target = document.components?.schemas?.[name];
    if (!target) throw new Error(`The document names a schema ${$ref} that it does not have.`);
    return resolved(document, target as Schema);
  }
  const merged = Object.assign({}, ...allOf.map((each) => resolved(document, each)), schema) as Schema;
  const inside = Object.entries(properties ?? merged.properties ?? {}).map(([key, each]) => [
    key,
    resolved(document, each),
  ]);
  return {
    ...merged,
    items: items && resolved(document, items),
    properties: inside.length > 0 ? (Object.fromEntries(inside) as Record<string, Schema>) : undefined,
  };
}
