import { createRequire } from 'node:module';

const { version } = createRequire(import.meta.url)('#package.json') as { version: string };

/** Version of Image Factory, as its package.json has it. */
export const VERSION = version;
