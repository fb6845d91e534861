import { join } from 'node:path';
import type { NestExpressApplication } from '@nestjs/platform-express';

/** The built page, beside the built shield. */
const FOLDER = join(import.meta.dirname, '../../../console');

/**
 * Serves the console: the page at `/`, what it consists of under `/console/`, so that no call of the API looks for a
 * file. It is the same for everybody and says nothing of a save, so it stands before the guards: it asks for no token and
 * is not counted. What is not there goes on to the routes.
 */
export function serveConsole(app: NestExpressApplication): void {
  const express = app.getHttpAdapter().getInstance();
  express.get('/', (_request, response, next) => {
    const headers = { 'cache-control': 'no-cache' };
    response.sendFile('index.html', { root: FOLDER, cacheControl: false, headers }, (error) => error && next());
  });
  // The names of these hold a hash of their content.
  const assets = { prefix: '/console/assets/', index: false, redirect: false, immutable: true, maxAge: '1y' } as const;
  app.useStaticAssets(join(FOLDER, 'assets'), assets);
  app.useStaticAssets(FOLDER, { prefix: '/console/', index: false, redirect: false });
}
