import { accessSync, constants, lstatSync, mkdirSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { FactoryError } from '@image-factory/errors';
import type { AgentConfiguration } from '../config/agent-configuration.js';

const ROOT = 0;

/**
 * The folder in which the agent keeps what it may lose, made if it is missing: `state_dir`, or by default one that
 * no agent with another port shares, `/var/lib/image-factory/agent-<port>` for root, else under the temporary folder.
 *
 * @throws FactoryError `invalid_request` that names state_dir and why it cannot be used
 */
export function stateFolder({ state_dir, port }: Pick<AgentConfiguration, 'state_dir' | 'port'>): string {
  const folder = state_dir ?? defaultFolder(port);
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    throw unusable(folder, `it cannot be written (${(error as NodeJS.ErrnoException).code})`);
  }
  // Under the temporary folder anybody may have made it before.
  const entry = lstatSync(folder);
  if (!state_dir && (!entry.isDirectory() || entry.uid !== userInfo().uid)) {
    throw unusable(folder, 'it belongs to somebody else');
  }
  return folder;
}

function defaultFolder(port: number): string {
  const { uid } = userInfo();
  return uid === ROOT ? `/var/lib/image-factory/agent-${port}` : join(tmpdir(), `image-factory-agent-${port}-${uid}`);
}

function unusable(folder: string, reason: string): FactoryError {
  return new FactoryError('invalid_request', `state_dir ${folder} cannot be used: ${reason}.`);
}
