import { environment } from './config/environment.js';
import { factory } from './factory.js';

// The reader of a pipe may exit early, as `head` does.
process.stdout.on('error', ({ code }: NodeJS.ErrnoException) => process.exit(code === 'EPIPE' ? 0 : 70));

process.exitCode = await factory(process.argv.slice(2), process, environment());
