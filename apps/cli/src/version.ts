import { createRequire } from 'node:module';

const { version } = createRequire(import.meta.url)('#package.json') as { version: string };

/** Version of Image Factory. Of its own, since what the services share would load Nest. */
export const VERSION = version;
