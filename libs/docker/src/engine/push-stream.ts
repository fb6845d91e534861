import { FactoryError } from '@image-factory/errors';
import { DEFAULT_REGISTRY, type ImageReference, type RegistryCredentials } from '@image-factory/oci';
import type { PushProgress } from '@image-factory/runtime';
import type { AuthConfig } from 'dockerode';
import type { PushedManifest } from './engine-facts.js';
import { jsonLines } from './json-lines.js';
import { LayerProgress } from './layer-progress.js';
import { pushError } from './push-error.js';

const DIGEST = /^sha256:[a-f0-9]{64}$/;
const DIGEST_STATUS = /\bdigest: (sha256:[a-f0-9]{64}) size: \d+/;

/** Key of the Docker Hub login in the Docker CLI's configuration. */
const HUB_SERVER = 'https://index.docker.io/v1/';

interface PushLine {
  readonly id?: unknown;
  readonly status?: unknown;
  readonly progressDetail?: unknown;
  readonly error?: unknown;
  readonly errorDetail?: { readonly message?: unknown } | null;
  readonly aux?: { readonly Digest?: unknown } | null;
}

/**
 * Reads the response to a push. The runtime sends status 200 before it starts, so the result is in the stream: success
 * means a digest and no error.
 *
 * @param observe called whenever the total of all layers changes
 * @throws FactoryError with the reason of the runtime; rethrows errors of the stream
 */
export async function readPushStream(
  stream: AsyncIterable<Uint8Array>,
  credentials: RegistryCredentials | undefined,
  observe: (progress: PushProgress) => void,
): Promise<PushedManifest> {
  const progress = new LayerProgress();
  let digest: string | undefined;
  for await (const json of jsonLines(stream)) {
    const line: PushLine = json;
    const failure = failureOf(line);
    if (failure !== undefined) throw pushError(failure, credentials);
    digest = digestOf(line) ?? digest;
    if (progress.add(line.id, line.status, line.progressDetail)) observe(progress.total);
  }
  if (digest === undefined) {
    throw new FactoryError('engine_failed', 'The engine ended the push without naming the digest of the manifest.');
  }
  return { digest };
}

function failureOf({ error, errorDetail }: PushLine): string | undefined {
  if (typeof errorDetail?.message === 'string' && errorDetail.message !== '') return errorDetail.message;
  if (typeof error === 'string') return error;
  return error || errorDetail ? 'no reason was given' : undefined;
}

function digestOf({ aux, status }: PushLine): string | undefined {
  if (typeof aux?.Digest === 'string' && DIGEST.test(aux.Digest)) return aux.Digest;
  return typeof status === 'string' ? DIGEST_STATUS.exec(status)?.[1] : undefined;
}

/** The runtime requires a login with every push; an empty one is anonymous. */
export function loginOf({ registry }: ImageReference, credentials: RegistryCredentials | undefined): AuthConfig {
  if (!credentials) return {};
  const serveraddress = registry === DEFAULT_REGISTRY ? HUB_SERVER : registry;
  return 'identityToken' in credentials
    ? { identitytoken: credentials.identityToken, serveraddress }
    : { username: credentials.username, password: credentials.password, serveraddress };
}
