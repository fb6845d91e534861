import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { VERSION } from '../start-facts.js';

/** Description of a service in its OpenAPI document. */
export interface ServiceDescription {
  readonly title: string;
  readonly description: string;
  /** Prefix of the addresses that clients see, such as `/image-factory`; empty by default. */
  readonly basePath?: string;
}

/** Generates the OpenAPI document of a service from its controllers and DTOs. */
export function openApiDocument(app: INestApplication, service: ServiceDescription): OpenAPIObject {
  const { title, description, basePath } = service;
  const config = new DocumentBuilder().setTitle(title).setDescription(description).setVersion(VERSION).addBearerAuth();
  if (basePath) config.addServer(basePath);
  return describeOptionalExamples(SwaggerModule.createDocument(app, config.build()));
}

/** Globals of the page of Swagger UI. */
declare const localStorage: { removeItem(key: string): void };
declare const SwaggerUIBundle: { readonly plugins: { readonly DownloadUrl: unknown } };

/**
 * Functions that are copied as source text into the page of Swagger UI, so they must not use outer variables. A token is
 * kept only as long as the page; tokens stored by earlier versions are removed. Swagger UI shows only complete responses,
 * so it offers no calls of event streams.
 */
const SCRIPTS = {
  onComplete: () => localStorage.removeItem('authorized'),
  plugins: [
    // Default plugin.
    () => SwaggerUIBundle.plugins.DownloadUrl,
    {
      statePlugins: {
        spec: {
          wrapSelectors: { allowTryItOutFor: () => (_state: unknown, path: string) => !path.endsWith('/events') },
        },
      },
    },
  ],
};

/** Serves Swagger UI at `/docs` and the document at `/docs-json`. */
export function serveSwagger(app: INestApplication, description: ServiceDescription): void {
  SwaggerModule.setup('docs', app, () => openApiDocument(app, description), {
    customSiteTitle: description.title,
    swaggerOptions: {
      tryItOutEnabled: true,
      displayRequestDuration: true,
      persistAuthorization: false,
      ...SCRIPTS,
    },
  });
}

type PathItem = OpenAPIObject['paths'][string];
type Parameter = Exclude<NonNullable<NonNullable<PathItem['get']>['parameters']>[number], { $ref: string }>;

const METHODS = ['get', 'put', 'post', 'delete', 'patch'] as const;

/**
 * Moves the examples of optional parameters into their descriptions. Swagger UI fills each example into its form and sends
 * it; a list request with an example for every filter would always return an empty list.
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
