import { accessSync, constants, lstatSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FactoryError } from '@image-factory/errors';
import type { AgentConfiguration } from '../config/agent-configuration.js';

const ROOT = 0;

/** User that the agent runs as. */
const uid = (): number => process.geteuid?.() ?? ROOT;

/** The folder in which the agent keeps what it may lose. */
export class StateFolder {
  private constructor(readonly path: string) {}

  /**
   * Makes it if it is missing: `state_dir`, or by default one that no agent with another port shares,
   * `/var/lib/image-factory/agent-<port>` for root, else one under the temporary folder.
   *
   * @throws FactoryError `invalid_request` that names state_dir and why it cannot be used
   */
  static prepare({ state_dir, port }: Pick<AgentConfiguration, 'state_dir' | 'port'>): StateFolder {
    const path = state_dir ?? defaultPath(port);
    try {
      mkdirSync(path, { recursive: true, mode: 0o700 });
      accessSync(path, constants.R_OK | constants.W_OK | constants.X_OK);
    } catch (error) {
      throw unusable(path, `it cannot be written (${(error as NodeJS.ErrnoException).code})`);
    }
    // Under the temporary folder anybody may have made it before.
    const entry = lstatSync(path);
    if (!state_dir && (!entry.isDirectory() || entry.uid !== uid())) {
      throw unusable(path, 'it belongs to somebody else');
    }
    return new StateFolder(path);
  }
}

function defaultPath(port: number): string {
  if (uid() === ROOT) return `/var/lib/image-factory/agent-${port}`;
  return join(tmpdir(), `image-factory-agent-${port}-${uid()}`);
}

function unusable(path: string, reason: string): FactoryError {
  return new FactoryError('invalid_request', `state_dir ${path} cannot be used: ${reason}.`);
}
