import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { object, string } from 'valibot';
import { readJson } from '../json/read-json.js';
import type { RegistryCredentials } from './keychain.js';

const HELPER_NAME = /^[a-zA-Z0-9][a-zA-Z0-9_.-]{0,127}$/;
const OUTPUT_MAX_LENGTH = 1024 * 1024;
/** Messages of helpers (from their shared library) that mean the absence of a login. */
const NOT_FOUND = /credentials not found|no credentials server URL|no credentials username/i;
/** Placeholder for the user name with an identity token. */
const TOKEN_USER = '<token>';

const AnswerSchema = object({ Username: string(), Secret: string() });

/** Reason of a failed helper, for people; contains no output of the helper. */
export class HelperFailure extends Error {}

/** Options for running helpers. */
export interface HelperOptions {
  /** Timeout in milliseconds; default 15 s. */
  readonly timeout?: number;
  /** Folder of the helpers; by default they are found through the PATH. */
  readonly folder?: string;
}

const TIMEOUT = 15_000;

/**
 * Requests a login from `docker-credential-<name>`.
 *
 * @param server in the helper's spelling: a host, or a URL for Docker Hub
 * @returns undefined if the helper has none
 * @throws HelperFailure
 */
export async function askHelper(
  name: string,
  server: string,
  options: HelperOptions,
): Promise<RegistryCredentials | undefined> {
  if (!HELPER_NAME.test(name)) throw new HelperFailure('the name of a credential helper is not valid');
  const program = `docker-credential-${name}`;
  const { exitCode, output } = await run(program, server, options);
  if (exitCode !== 0) {
    if (NOT_FOUND.test(output)) return undefined;
    throw new HelperFailure(`${program} ${exitCode === 'SIGKILL' ? 'took too long' : `ended with ${exitCode}`}`);
  }
  return credentialsIn(output, program);
}

interface HelperResult {
  /** Exit code, or the signal that terminated the helper. */
  readonly exitCode: number | string;
  readonly output: string;
}

function run(program: string, server: string, { timeout = TIMEOUT, folder }: HelperOptions): Promise<HelperResult> {
  return new Promise((resolve, reject) => {
    const command = folder === undefined ? program : join(folder, program);
    const child = spawn(command, ['get'], { stdio: ['pipe', 'pipe', 'ignore'] });
    const chunks: Buffer[] = [];
    let length = 0;
    const stop = (): void => {
      child.kill('SIGKILL');
      // A child of the helper may survive it and keep its output open.
      child.stdout.destroy();
    };
    const timer = setTimeout(stop, timeout);
    child.stdout.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      length += chunk.length;
      if (length > OUTPUT_MAX_LENGTH) stop();
    });
    child.on('error', (error: NodeJS.ErrnoException) => {
      clearTimeout(timer);
      reject(new HelperFailure(`${program} cannot be started (${error.code ?? 'unknown error'})`));
    });
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      resolve({ exitCode: code ?? signal ?? 'unknown', output: Buffer.concat(chunks).toString('utf8') });
    });
    // A helper that does not read its input has exited; its exit code gives the reason.
    child.stdin.on('error', () => undefined);
    child.stdin.end(server);
  });
}

function credentialsIn(output: string, program: string): RegistryCredentials | undefined {
  const answer = readJson(AnswerSchema, output);
  if (!answer) throw new HelperFailure(`${program} did not answer with JSON that has Username and Secret`);
  const { Username: username, Secret: secret } = answer;
  if (secret === '') return undefined;
  return username === TOKEN_USER ? { identityToken: secret } : { username, password: secret };
}
