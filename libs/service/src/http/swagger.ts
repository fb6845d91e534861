import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { VERSION } from '../version.js';

/** What the OpenAPI document says of a service. */
export interface ServiceDescription {
  readonly title: string;
  readonly description: string;
}

/** The OpenAPI document of a service, made from its controllers and DTOs. */
export function openApiDocument(app: INestApplication, { title, description }: ServiceDescription): OpenAPIObject {
  const config = new DocumentBuilder().setTitle(title).setDescription(description).setVersion(VERSION).addBearerAuth();
  return SwaggerModule.createDocument(app, config.build());
}

/** Swagger UI at `/docs`, the document at `/docs-json`. */
export function serveSwagger(app: INestApplication, description: ServiceDescription): void {
  SwaggerModule.setup('docs', app, () => openApiDocument(app, description), {
    customSiteTitle: description.title,
    swaggerOptions: { tryItOutEnabled: true, displayRequestDuration: true, persistAuthorization: true },
  });
}
