import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { NestExpressApplication } from '@nestjs/platform-express';

/** The built page, next to the built shield. */
const FOLDER = join(import.meta.dirname, '../../../../console');

/**
 * Serves the console: the page at `/`, its files under `/console/`, so that no API call searches for a file. The page
 * is static and public, so it is served before the guards: without a token and without a rate limit. Missing files fall
 * through to the routes.
 *
 * @param basePath such as `/image-factory`; empty for none
 */
export function serveConsole(app: NestExpressApplication, basePath: string): void {
  const express = app.getHttpAdapter().getInstance();
  express.get('/', (_request, response, next) => {
    readPage(basePath).then(
      (page) => response.set('cache-control', 'no-cache').type('html').send(page),
      () => next(),
    );
  });
  // Their names contain a hash of their content.
  const assets = { prefix: '/console/assets/', index: false, redirect: false, immutable: true, maxAge: '1y' } as const;
  app.useStaticAssets(join(FOLDER, 'assets'), assets);
  app.useStaticAssets(FOLDER, { prefix: '/console/', index: false, redirect: false });
}

/**
 * The page refers to its files by relative paths. With a prefix these become absolute, since the address of the page
 * may lack the trailing slash; without one they stay relative, for a proxy that strips a prefix unknown to the shield.
 */
async function readPage(basePath: string): Promise<string> {
  const page = await readFile(join(FOLDER, 'index.html'), 'utf8');
  return page.replaceAll('"./', basePath === '' ? '"./console/' : `"${basePath}/console/`);
}
