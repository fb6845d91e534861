import { type Browser, chromium } from 'playwright-core';
import type { Folder } from '../../sandbox/index.js';

/** Debian's Chromium; playwright's own download is not used. */
const PROGRAM = '/usr/bin/chromium';

/** As root it runs without its sandbox; only host names of this machine resolve. */
const OPTIONS = ['--no-sandbox', '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1'];

/** Starts a headless browser. @param home directory for files that it would write to the caller's home */
export function startChromium(home: Folder): Promise<Browser> {
  const env = { PATH: process.env.PATH ?? '', HOME: home.path };
  return chromium.launch({ executablePath: PROGRAM, args: OPTIONS, env });
}
