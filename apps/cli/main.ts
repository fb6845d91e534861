#!/usr/bin/env node
import { runFactory } from './src/program.js';

/** EX_SOFTWARE of sysexits.h. */
const OUTPUT_FAILED = 70;

// The reader of a pipe may exit early, as `head` does.
process.stdout.on('error', ({ code }: NodeJS.ErrnoException) => process.exit(code === 'EPIPE' ? 0 : OUTPUT_FAILED));

process.exitCode = await runFactory(process.argv.slice(2), process, process.env);
