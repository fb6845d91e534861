import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Engine, Folder } from '../../sandbox/index.js';

const PROJECT = join(import.meta.dirname, '../..');
/** How long a build may take, in milliseconds. */
const LONGEST = 300_000;

/**
 * Builds an image of the project, as one does by hand.
 *
 * @param options of `docker build`
 */
export async function buildImage(engine: Engine, reference: string, options: readonly string[]): Promise<void> {
  const home = new Folder('b');
  try {
    const command = ['build', '--quiet', '--network', 'host', ...options, '--tag', reference, '.'];
    const env = { PATH: process.env.PATH, HOME: home.path, DOCKER_HOST: engine.host, DOCKER_BUILDKIT: '0' };
    await promisify(execFile)('docker', command, { cwd: PROJECT, env, timeout: LONGEST });
  } finally {
    home.remove();
  }
}
