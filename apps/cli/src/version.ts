import { createRequire } from 'node:module';

const { version } = createRequire(import.meta.url)('#package.json') as { version: string };

/** Version of Image Factory. Read here, because the shared service library would load Nest. */
export const VERSION = version;
