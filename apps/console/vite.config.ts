import { join } from 'node:path';
import { defineConfig } from 'vite';

const ROOT = join(import.meta.dirname, '../..');

/** Builds the console into dist/apps/console, from which the shield serves it. */
export default defineConfig({
  root: import.meta.dirname,
  // The shield adds its own prefix.
  base: './',
  cacheDir: join(ROOT, 'node_modules/.vite'),
  resolve: {
    alias: {
      '@image-factory/client': join(ROOT, 'libs/client/src/index.ts'),
      '@image-factory/resilience/backoff': join(ROOT, 'libs/resilience/src/backoff.ts'),
    },
  },
  build: {
    outDir: join(ROOT, 'dist/apps/console'),
    emptyOutDir: true,
    target: 'es2023',
    // The content security policy of the page forbids data: URLs.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    license: { fileName: 'licenses.md' },
  },
});
