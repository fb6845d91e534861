import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Engine } from './engine.js';
import { Folder } from './folder.js';
import { importNodeBaseImage, NODE_BASE_IMAGE } from './node-base-image.js';

/** References of the images of both services. */
export const SERVICE_IMAGES = {
  shield: 'openi/image-factory-shield:sandbox',
  agent: 'openi/image-factory-agent:sandbox',
} as const;

const ROOT = join(import.meta.dirname, '..');
/** How long one build may take, in milliseconds. */
const PATIENCE = 300_000;

/** Builds the images of both services, as a user does from a clone, on a base of this machine's own. */
export async function buildServiceImages(engine: Engine): Promise<void> {
  await importNodeBaseImage(engine);
  // The engine's builder makes the agent on the way to the shield, so the second build only names it.
  await build(engine, '--tag', SERVICE_IMAGES.shield);
  await build(engine, '--target', 'agent', '--tag', SERVICE_IMAGES.agent);
}

async function build(engine: Engine, ...options: readonly string[]): Promise<void> {
  const folder = new Folder('b');
  const base = ['--network', 'host', '--build-arg', `BASE=${NODE_BASE_IMAGE}`];
  try {
    await promisify(execFile)('docker', ['--host', engine.host, 'build', ...base, ...options, ROOT], {
      env: { PATH: process.env.PATH, HOME: folder.path },
      maxBuffer: 2 ** 26,
      timeout: PATIENCE,
    });
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
    throw new Error(`docker build failed: ${`${stdout}${stderr}`.trim().slice(-4000)}`, { cause: error });
  } finally {
    folder.remove();
  }
}
