import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { FactoryError } from '@image-factory/errors';
import Docker from 'dockerode';
import type { DockerHost } from './docker-host.js';
import { engineVersions } from './engine-answers.js';
import { engineError, refusesVersion } from './engine-error.js';
import { engineTraits, type EngineTraits } from './engine-traits.js';

/** Newest supported API version, and the oldest with all required features. */
const NEWEST_API = '1.47';
const OLDEST_API = '1.24';

/** Timeout of calls that the runtime answers at once, in milliseconds. */
const REQUEST_TIMEOUT_MS = 60_000;

/** Timeout of calls that may have to wait for a commit, in milliseconds. */
const LOCKED_TIMEOUT_MS = 3_600_000;

/** Clients of the runtime in the negotiated version. */
export interface EngineClient {
  /** For calls that are answered at once. */
  readonly prompt: Docker;
  /** For calls that are answered at once, unless a commit locks their object. */
  readonly lockable: Docker;
  /** For calls that may be silent for long: commit, push, size of a container. */
  readonly patient: Docker;
  readonly traits: EngineTraits;
}

/** Connects to the runtime in the newest common API version; negotiates again after an outage. */
export class EngineConnection {
  private client: Promise<EngineClient> | undefined;

  constructor(private readonly host: DockerHost) {}

  /**
   * Makes one call, and converts its failure to a FactoryError.
   *
   * @param action for messages: `commit the container`
   */
  async call<T>(action: string, work: (client: EngineClient) => Promise<T>): Promise<T> {
    try {
      return await this.inAgreedVersion(work);
    } catch (error) {
      const failure = engineError(error, this.host.address, action);
      if (failure.code === 'engine_unreachable') this.client = undefined;
      throw failure;
    }
  }

  /** A runtime that was replaced by another version refuses the call unprocessed, so the call is retried once. */
  private async inAgreedVersion<T>(work: (client: EngineClient) => Promise<T>): Promise<T> {
    try {
      return await work(await this.agreed());
    } catch (error) {
      if (!refusesVersion(error)) throw error;
      this.client = undefined;
      return work(await this.agreed());
    }
  }

  private agreed(): Promise<EngineClient> {
    this.client ??= this.negotiate().catch((error: unknown) => {
      this.client = undefined;
      throw error;
    });
    return this.client;
  }

  private async negotiate(): Promise<EngineClient> {
    const { ApiVersion: newest, MinAPIVersion: oldest, Components: components } = await this.versions();
    if (!newest || isOlder(newest, OLDEST_API)) {
      throw new FactoryError(
        'engine_failed',
        `The engine at ${this.host.address} speaks version ${newest || 'unknown'} of the API; ${OLDEST_API} is needed at least.`,
      );
    }
    if (oldest && isOlder(NEWEST_API, oldest)) {
      throw new FactoryError(
        'engine_failed',
        `The engine at ${this.host.address} requires version ${oldest} of the API; the agent supports versions up to ${NEWEST_API}.`,
      );
    }
    const version = `v${isOlder(newest, NEWEST_API) ? newest : NEWEST_API}`;
    const traits = engineTraits(components);
    return {
      prompt: this.connect(version, REQUEST_TIMEOUT_MS),
      lockable: this.connect(version, traits.locksInCommits ? LOCKED_TIMEOUT_MS : REQUEST_TIMEOUT_MS),
      patient: this.connect(version, undefined),
      traits,
    };
  }

  private async versions(): Promise<ReturnType<typeof engineVersions>> {
    try {
      return engineVersions(await this.connect(undefined, REQUEST_TIMEOUT_MS).version());
    } catch (error) {
      throw engineError(error, this.host.address, 'report the version of its API');
    }
  }

  /** dockerode reads absent options from the environment, so all are given. */
  private connect(version: string | undefined, timeout: number | undefined): Docker {
    const { socketPath, protocol, endpoint, certificates } = this.host;
    // A kept connection may be dead after a restart of the runtime, and a commit must not be sent twice.
    const agent = protocol === 'https' ? new HttpsAgent({ keepAlive: false }) : new HttpAgent({ keepAlive: false });
    const options = {
      socketPath,
      protocol,
      // With the scheme, dockerode restores the brackets of an IPv6 address.
      host:
        endpoint && `${protocol}://${endpoint.hostname.includes(':') ? `[${endpoint.hostname}]` : endpoint.hostname}`,
      port: endpoint?.port,
      pathPrefix: endpoint?.path,
      ca: certificates.ca,
      cert: certificates.cert,
      key: certificates.key,
      username: undefined,
      version,
      timeout,
      agent,
    };
    return new Docker(options);
  }
}

function isOlder(one: string, other: string): boolean {
  const [major = 0, minor = 0] = one.split('.').map(Number);
  const [otherMajor = 0, otherMinor = 0] = other.split('.').map(Number);
  return major < otherMajor || (major === otherMajor && minor < otherMinor);
}
