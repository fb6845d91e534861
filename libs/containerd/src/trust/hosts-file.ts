import { isAbsolute, join } from 'node:path';
import { FactoryError } from '@image-factory/errors';
import { parse } from 'smol-toml';
import { array, boolean, type InferOutput, object, optional, record, safeParse, string, tuple, union } from 'valibot';

const EntrySchema = object({
  capabilities: optional(array(string()), ['pull', 'resolve', 'push']),
  override_path: optional(boolean(), false),
  skip_verify: optional(boolean(), false),
  ca: optional(union([string(), array(string())]), []),
  client: optional(union([string(), array(union([string(), tuple([string(), string()])]))]), []),
});

const FileSchema = object({
  ...EntrySchema.entries,
  server: optional(string()),
  host: optional(record(string(), EntrySchema), {}),
});

/** One address of a registry, with its settings. */
export interface HostEntry {
  readonly url: URL;
  /** Whether layers may be read there. */
  readonly canPull: boolean;
  /** Whether the path of the address takes the place of `/v2`. */
  readonly overridesPath: boolean;
  /** Whether any certificate is accepted. */
  readonly skipsVerification: boolean;
  /** PEM files of authorities. */
  readonly authorityFiles: readonly string[];
  /** PEM files of a client's certificate and its key; one file may hold both. */
  readonly clientFiles: readonly [certificate: string, key: string] | undefined;
}

/**
 * Reads a hosts.toml, containerd's settings of one registry.
 *
 * @param directory of the file; its paths are relative to it
 * @param registry host and port
 * @returns the mirrors, then the registry itself
 * @throws FactoryError `registry_untrusted` if it is no valid hosts.toml
 */
export function readHosts(text: string, directory: string, registry: string): HostEntry[] {
  const { server = registry, host, ...own } = parsed(text, directory);
  const entries: readonly [string, InferOutput<typeof EntrySchema>][] = [...Object.entries(host), [server, own]];
  return entries.map(([address, entry]) => hostEntry(address, entry, directory));
}

function parsed(text: string, directory: string): InferOutput<typeof FileSchema> {
  const file = join(directory, 'hosts.toml');
  let document: unknown;
  try {
    document = parse(text);
  } catch (cause) {
    throw invalid(file, cause);
  }
  const { success, output } = safeParse(FileSchema, document);
  if (!success) throw invalid(file);
  return output;
}

function hostEntry(address: string, entry: InferOutput<typeof EntrySchema>, directory: string): HostEntry {
  const full = address.startsWith('http') ? address : `https://${address}`;
  if (!URL.canParse(full)) throw invalid(join(directory, 'hosts.toml'));
  const absolute = (path: string): string => (isAbsolute(path) ? path : join(directory, path));
  const [client] = [entry.client].flat(1) as readonly (string | readonly [string, string])[];
  const pair = typeof client === 'string' ? ([client, client] as const) : client;
  return {
    url: new URL(full),
    canPull: entry.capabilities.includes('pull'),
    overridesPath: entry.override_path,
    skipsVerification: entry.skip_verify,
    authorityFiles: [entry.ca].flat().map(absolute),
    clientFiles: pair && [absolute(pair[0]), absolute(pair[1])],
  };
}

function invalid(file: string, cause?: unknown): FactoryError {
  return new FactoryError('registry_untrusted', `The file ${file} is not valid.`, { cause });
}
