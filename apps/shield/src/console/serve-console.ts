import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { NestExpressApplication } from '@nestjs/platform-express';

/** The built page, beside the built shield. */
const FOLDER = join(import.meta.dirname, '../../../console');

/**
 * Serves the console: the page at `/`, what it consists of under `/console/`, so that no call of the API looks for a
 * file. It is the same for everybody and says nothing of a save, so it stands before the guards: it asks for no token and
 * is not counted. What is not there goes on to the routes.
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
  // The names of these hold a hash of their content.
  const assets = { prefix: '/console/assets/', index: false, redirect: false, immutable: true, maxAge: '1y' } as const;
  app.useStaticAssets(join(FOLDER, 'assets'), assets);
  app.useStaticAssets(FOLDER, { prefix: '/console/', index: false, redirect: false });
}

/**
 * The page names its files relative to itself. With a prefix they are below it, since the address of the page may lack the
 * slash at its end; without one they stay relative, which serves a proxy that strips a prefix unknown to the shield.
 */
async function readPage(basePath: string): Promise<string> {
  const page = await readFile(join(FOLDER, 'index.html'), 'utf8');
  return page.replaceAll('"./', basePath === '' ? '"./console/' : `"${basePath}/console/`);
}
