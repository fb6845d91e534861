import { accessSync, constants, lstatSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { FactoryError } from '@image-factory/errors';
import type { AgentConfiguration } from '../config/agent-configuration.js';

const ROOT = 0;

/** User id of the agent. */
const uid = (): number => process.geteuid?.() ?? ROOT;

/** Folder of the agent's state, which is safe to lose. */
export class StateFolder {
  private constructor(
    readonly path: string,
    /** Folder of the claims of all agents of the node. */
    readonly claims: string,
  ) {}

  /**
   * Creates the folder if it is missing: `state_dir`, or by default one per port, `/var/lib/image-factory/agent-<port>`
   * for root, otherwise one below the temporary folder.
   *
   * @throws FactoryError `invalid_request` that names state_dir and the reason
   */
  static prepare({
    state_dir,
    claims_dir,
    port,
  }: Pick<AgentConfiguration, 'state_dir' | 'claims_dir' | 'port'>): StateFolder {
    const path = state_dir ?? defaultPath(port);
    try {
      mkdirSync(path, { recursive: true, mode: 0o700 });
      accessSync(path, constants.R_OK | constants.W_OK | constants.X_OK);
    } catch (error) {
      throw unusable(path, `it cannot be written (${(error as NodeJS.ErrnoException).code})`);
    }
    // Below the temporary folder, anyone may have created it before.
    const entry = lstatSync(path);
    if (!state_dir && (!entry.isDirectory() || entry.uid !== uid())) {
      throw unusable(path, 'it belongs to another user');
    }
    return new StateFolder(path, claims_dir ?? defaultClaims(state_dir, path));
  }
}

function defaultPath(port: number): string {
  if (uid() === ROOT) return `/var/lib/image-factory/agent-${port}`;
  return join(tmpdir(), `image-factory-agent-${port}-${uid()}`);
}

/** All agents of root share a folder. */
function defaultClaims(state_dir: string | undefined, path: string): string {
  return join(state_dir === undefined && uid() === ROOT ? dirname(path) : path, 'claims');
}

function unusable(path: string, reason: string): FactoryError {
  return new FactoryError('invalid_request', `state_dir ${path} cannot be used: ${reason}.`);
}
