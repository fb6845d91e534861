/**
 * Generates docs/screenshots: every view of the console on a platform in use.
 *
 * Usage: npm run screenshots
 */
import { mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { BrowserContextOptions } from 'playwright-core';
import { Folder, stopAll } from '../../sandbox/index.js';
import { startChromium } from './chromium.js';
import { Platform } from './platform.js';
import { Visitor } from './visitor.js';

const FOLDER = join(import.meta.dirname, '../../docs/screenshots');

/** Maximum size of a screenshot, in bytes. */
const LIMIT = 150_000;

const DESK = { viewport: { width: 1120, height: 760 } };
const PHONE = { viewport: { width: 360, height: 740 }, deviceScaleFactor: 1.5, isMobile: true, hasTouch: true };

const home = new Folder('c');

try {
  mkdirSync(FOLDER, { recursive: true });
  const platform = await Platform.open();
  const browser = await startChromium(home);

  const visit = async (
    name: string,
    options: BrowserContextOptions,
    path: string,
    look: (visitor: Visitor) => unknown,
  ) => {
    await using visitor = await Visitor.come(browser, platform.address, options);
    await visitor.go(path);
    await look(visitor);
    const file = join(FOLDER, `${name}.png`);
    await visitor.page.screenshot({ path: file });
    const { size } = statSync(file);
    console.log(`${name}.png  ${Math.round(size / 1000)} kB`);
    if (size > LIMIT) throw new Error(`${file} is larger than ${LIMIT / 1000} kB.`);
  };

  const nodes = ({ page }: Visitor) => page.getByRole('button', { name: 'Save notebook-alice' }).waitFor();
  const list = ({ page }: Visitor) => page.getByText('train-resnet').first().waitFor();
  const moving = async ({ page }: Visitor) => {
    await page.getByText('Live', { exact: true }).waitFor();
    await platform.saveLarge();
    await page
      .getByText(/[3-7]\d % .* left/)
      .first()
      .waitFor();
  };
  const form = async (visitor: Visitor) => {
    await visitor.wantToSave('notebook-alice');
    await visitor.dialog.getByLabel('Author').fill('alice');
    await visitor.dialog.getByLabel('Note').fill('with pandas 3');
    await visitor.dialog.getByRole('checkbox').first().check();
  };

  await visit('nodes', DESK, '/', moving);
  await platform.largeEnded();
  await visit('nodes-dark', { ...DESK, colorScheme: 'dark' }, '/', moving);
  await platform.largeEnded();
  await visit('nodes-phone', PHONE, '/#/nodes/10.20.0.11', nodes);
  await visit('save', DESK, '/', form);
  await visit('commits', DESK, '/#/commits', list);
  await visit('commits-phone', { ...PHONE, colorScheme: 'dark' }, '/#/commits', list);
  await visit('succeeded', DESK, `/#/commits/${platform.succeeded.id}`, ({ page }) =>
    page.getByText('docker pull').waitFor(),
  );
  await visit('failed', DESK, `/#/commits/${platform.failed.id}`, ({ page }) =>
    page.getByText('The registry cannot').waitFor(),
  );
  await browser.close();
} finally {
  await stopAll();
  home.remove();
}
