import type { OpenAPIObject } from '@nestjs/swagger';

type PathItem = OpenAPIObject['paths'][string];
type Parameter = Exclude<NonNullable<NonNullable<PathItem['get']>['parameters']>[number], { $ref: string }>;

const METHODS = ['get', 'put', 'post', 'delete', 'patch'] as const;

/**
 * Moves the examples of optional parameters into their descriptions. Swagger UI fills each example into its form and sends
 * it: a list asked for with an example of every filter is always empty.
 */
export function describeOptionalExamples(document: OpenAPIObject): OpenAPIObject {
  for (const path of Object.values(document.paths)) {
    for (const parameter of METHODS.flatMap((method) => path[method]?.parameters ?? [])) {
      if ('name' in parameter && !parameter.required) describeExample(parameter);
    }
  }
  return document;
}

function describeExample(parameter: Parameter): void {
  const { schema } = parameter;
  const inSchema = schema && 'example' in schema ? (schema.example as unknown) : undefined;
  const example = (parameter.example as unknown) ?? inSchema;
  if (example === undefined) return;
  delete parameter.example;
  if (schema && 'example' in schema) delete schema.example;
  const text = [example].flat().map(String).join(',');
  parameter.description = `${parameter.description ?? ''} For example \`${text}\`.`.trimStart();
}
