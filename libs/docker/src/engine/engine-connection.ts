import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { FactoryError } from '@image-factory/errors';
import Docker from 'dockerode';
import type { DockerHost } from './docker-host.js';
import { engineVersions } from './engine-answers.js';
import { engineError, refusesVersion } from './engine-error.js';
import { engineTraits, type EngineTraits } from './engine-traits.js';

/** Newest version of the engine's API that is spoken here, and the oldest that has all that is needed. */
const NEWEST_API = '1.47';
const OLDEST_API = '1.24';

/** How long the engine may be silent in calls that it answers at once, in milliseconds. */
const PATIENCE = 60_000;

/** The same where an answer may have to wait for a commit. */
const PATIENCE_WITH_COMMITS = 3_600_000;

/** The engine in the version that was agreed on. */
export interface EngineClient {
  /** For calls that are answered at once. */
  readonly prompt: Docker;
  /** For calls that are answered at once unless the engine locks what they are about while it commits. */
  readonly lockable: Docker;
  /** For calls that may be silent for long: commit, push, the size of a container. */
  readonly patient: Docker;
  readonly traits: EngineTraits;
}

/** Speaks with the engine in the newest version that both know, negotiated anew after it was out of reach. */
export class EngineConnection {
  private client: Promise<EngineClient> | undefined;

  constructor(private readonly host: DockerHost) {}

  /**
   * Makes one call. A failure of the call is a FactoryError afterwards.
   *
   * @param action for people: `commit the container`
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

  /** An engine that was replaced by another version refuses a call before it looks at it: then once more. */
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
        `The engine at ${this.host.address} asks for version ${oldest} of the API at least; ${NEWEST_API} is the newest known here.`,
      );
    }
    const version = `v${isOlder(newest, NEWEST_API) ? newest : NEWEST_API}`;
    const traits = engineTraits(components);
    return {
      prompt: this.connect(version, PATIENCE),
      lockable: this.connect(version, traits.locksInCommits ? PATIENCE_WITH_COMMITS : PATIENCE),
      patient: this.connect(version, undefined),
      traits,
    };
  }

  private async versions(): Promise<ReturnType<typeof engineVersions>> {
    try {
      return engineVersions(await this.connect(undefined, PATIENCE).version());
    } catch (error) {
      throw engineError(error, this.host.address, 'tell the version of its API');
    }
  }

  /** dockerode reads the environment for whatever is not given: so everything is given. */
  private connect(version: string | undefined, timeout: number | undefined): Docker {
    const { socketPath, protocol, endpoint, certificates } = this.host;
    // A kept connection may be dead after a restart of the engine, and a commit is not to be sent twice.
    const agent = protocol === 'https' ? new HttpsAgent({ keepAlive: false }) : new HttpAgent({ keepAlive: false });
    const options = {
      socketPath,
      protocol,
      // With its scheme, dockerode puts an IPv6 address back into brackets.
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
