import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { FactoryError, redact } from '@image-factory/errors';

/** Address of the runtime in the Docker CLI's variables. Absent and empty are equivalent. */
export interface DockerHostSettings {
  /** DOCKER_HOST */
  readonly host?: string;
  /** DOCKER_TLS_VERIFY: any non-empty text enables TLS. */
  readonly tlsVerify?: string;
  /** DOCKER_CERT_PATH: folder with `ca.pem`, `cert.pem` and `key.pem`; default `~/.docker`. */
  readonly certPath?: string;
}

interface Certificates {
  readonly ca?: Buffer;
  readonly cert?: Buffer;
  readonly key?: Buffer;
}

const DEFAULT_HOST = 'unix:///var/run/docker.sock';

/** The validated address of a runtime. */
export class DockerHost {
  private constructor(
    /** For messages: `unix:///var/run/docker.sock`, `tcp://10.0.0.7:2376`. */
    readonly address: string,
    /** Path of the socket; undefined for TCP. */
    readonly socketPath: string | undefined,
    readonly protocol: 'http' | 'https',
    /** Host without IPv6 brackets, port, and path prefix of every call. */
    readonly endpoint: { readonly hostname: string; readonly port: number; readonly path: string } | undefined,
    readonly certificates: Certificates,
  ) {}

  /** @throws FactoryError `invalid_request` that names docker_host or docker_cert_path and the reason */
  static parse(settings: DockerHostSettings): DockerHost {
    const text = settings.host || DEFAULT_HOST;
    if (text.startsWith('unix://')) return DockerHost.unix(text);

    const url = parseUrl(text);
    const secure = url.protocol === 'https:' || (url.protocol === 'tcp:' && Boolean(settings.tlsVerify));
    const port = Number(url.port) || { 'http:': 80, 'https:': 443, 'tcp:': secure ? 2376 : 2375 }[url.protocol];
    return new DockerHost(
      `${url.protocol}//${url.hostname}:${port}`,
      undefined,
      secure ? 'https' : 'http',
      { hostname: url.hostname.replace(/^\[|\]$/g, ''), port, path: url.pathname || '/' },
      secure ? readCertificates(settings.certPath) : {},
    );
  }

  private static unix(text: string): DockerHost {
    const path = text.slice('unix://'.length);
    if (!path.startsWith('/')) throw wrongHost(text, 'a unix socket needs an absolute path');
    return new DockerHost(text, path, 'http', undefined, {});
  }
}

interface HostUrl {
  readonly protocol: 'tcp:' | 'http:' | 'https:';
  readonly hostname: string;
  readonly port: string;
  readonly pathname: string;
}

function parseUrl(text: string): HostUrl {
  const [, scheme = 'tcp', rest = ''] = /^(?:([a-zA-Z][a-zA-Z0-9+.-]*):\/\/)?(.*)$/s.exec(text) ?? [];
  const protocol = `${scheme.toLowerCase()}:`;
  if (protocol !== 'tcp:' && protocol !== 'http:' && protocol !== 'https:') {
    throw wrongHost(text, 'only unix://, tcp://, http:// and https:// are supported');
  }
  // The URL parser validates hosts strictly for http only, but drops its default port: so the port is parsed
  // separately.
  const parsed = URL.canParse(`http://${rest}`) ? new URL(`http://${rest}`) : undefined;
  if (!parsed || parsed.search || parsed.hash) throw wrongHost(text, 'it is not a URL of the form tcp://host:port');
  if (parsed.username || parsed.password) throw wrongHost(text, 'it may not hold a login');
  const port = /:(\d+)(?:\/|$)/.exec(rest.replace(/^\[[^\]]*\]/, ''))?.[1] ?? '';
  return { protocol, hostname: parsed.hostname, port, pathname: parsed.pathname };
}

function wrongHost(text: string, reason: string): FactoryError {
  // A login with spaces or quotes, which no URL contains, is a login all the same.
  const shown = JSON.stringify(redact(text.replace(/[\s"<>]/g, encodeURIComponent)).slice(0, 200));
  return new FactoryError('invalid_request', `docker_host ${shown} cannot be used: ${reason}.`);
}

function readCertificates(certPath: string | undefined): Certificates {
  const folder = certPath || join(homedir(), '.docker');
  const [ca, cert, key] = ['ca.pem', 'cert.pem', 'key.pem'].map((file) => readIfThere(join(folder, file)));
  if (!cert !== !key) {
    throw new FactoryError(
      'invalid_request',
      `docker_cert_path ${folder} must hold both cert.pem and key.pem, or neither.`,
    );
  }
  if (certPath && !ca && !cert) {
    throw new FactoryError(
      'invalid_request',
      `docker_cert_path ${folder} holds neither ca.pem nor cert.pem and key.pem.`,
    );
  }
  return { ca, cert, key };
}

function readIfThere(file: string): Buffer | undefined {
  try {
    return readFileSync(file);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown error';
    if (code === 'ENOENT') return undefined;
    throw new FactoryError('invalid_request', `docker_cert_path: ${file} cannot be read (${code}).`);
  }
}
