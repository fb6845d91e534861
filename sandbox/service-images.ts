import { join } from 'node:path';
import { dockerBuild } from './docker-build.js';
import type { Engine } from './engine.js';
import { importNodeBaseImage, NODE_BASE_IMAGE } from './node-base-image.js';

/** References of the images of both services. */
export const SERVICE_IMAGES = {
  shield: 'openi/image-factory-shield:sandbox',
  agent: 'openi/image-factory-agent:sandbox',
} as const;

const ROOT = join(import.meta.dirname, '..');

/**
 * Builds the images of both services, as a user does from a clone, on a base image made from this machine.
 * @param onProgress called with each step as it begins, and again while a step takes long
 */
export async function buildServiceImages(engine: Engine, onProgress?: (text: string) => void): Promise<void> {
  onProgress?.(`${NODE_BASE_IMAGE}, made of this machine's Node.js and Debian packages`);
  await importNodeBaseImage(engine);
  const build = (...options: readonly string[]) => {
    const args = ['--network', 'host', '--build-arg', `BASE=${NODE_BASE_IMAGE}`, ...options, ROOT];
    return dockerBuild({ host: engine.host, args, onProgress });
  };
  // The build of the shield also builds the agent stage, so the second build only tags it.
  await build('--tag', SERVICE_IMAGES.shield);
  await build('--target', 'agent', '--tag', SERVICE_IMAGES.agent);
}
