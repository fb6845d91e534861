import { type Browser, chromium } from 'playwright-core';
import type { Folder } from '../../sandbox/index.js';

/** Debian's; what playwright would download itself is no part of this. */
const PROGRAM = '/usr/bin/chromium';

/** As root it runs without its own sandbox; no name but those of this machine is ever asked for. */
const OPTIONS = ['--no-sandbox', '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1'];

/** Starts a browser that nobody sees. @param home where it leaves what it would leave in the caller's */
export function startChromium(home: Folder): Promise<Browser> {
  const env = { PATH: process.env.PATH ?? '', HOME: home.path };
  return chromium.launch({ executablePath: PROGRAM, args: OPTIONS, env });
}
