import { setTimeout as sleep } from 'node:timers/promises';
import type {
  V1Commit,
  CommitAnswer,
  NewCommit,
  CommitPage,
  CommitQueryAnswer,
  CommitRequest,
  CommitResource,
  SizeAnswer,
} from '@image-factory/contracts';
import { type CommitEvent, commitEvents, type CommitEventsOptions } from '@image-factory/client';
import { type Answer, JsonClient } from './json-client.js';

/** A platform's client for a shield: the v1 calls, each of which returns the envelope. */
export class ShieldClient extends JsonClient {
  constructor(
    address: string,
    private readonly token?: string,
  ) {
    super(address, token ? { authorization: `Bearer ${token}` } : {});
  }

  async commitAsync(request: CommitRequest): Promise<CommitAnswer> {
    return (await this.post<CommitAnswer>('/v1/commit/async', request)).body;
  }

  async commitSync(request: CommitRequest): Promise<CommitAnswer> {
    return (await this.post<CommitAnswer>('/v1/commit/sync', request)).body;
  }

  /** @param id transaction id, or the container as posted */
  async query(id: string): Promise<CommitQueryAnswer> {
    return (await this.get<CommitQueryAnswer>(`/v1/commit/query?transaction_id=${encodeURIComponent(id)}`)).body;
  }

  async size(ip: string, container: string): Promise<SizeAnswer> {
    return (await this.#size(ip, container)).body;
  }

  /** Whether the agent of a node is registered. */
  async hasAgent(ip: string): Promise<boolean> {
    const { status, body } = await this.#size(ip, 'no-such-container');
    return status === 200 && !body.msg.includes('not online');
  }

  /**
   * Polls a commit until it has ended.
   *
   * @param onChange called with each observed state and message, including the last
   * @param seconds timeout
   */
  async ended(id: string, onChange: (commit: V1Commit) => void = () => undefined, seconds = 120): Promise<V1Commit> {
    const deadline = performance.now() + seconds * 1000;
    for (let seen = ''; performance.now() < deadline; await sleep(20)) {
      const { commit, msg } = await this.query(id);
      if (!commit) throw new Error(`The shield has no commit ${id}: ${msg}`);
      const summary = `${commit.status} ${commit.status_msg}`;
      if (summary !== seen) onChange(commit);
      seen = summary;
      if (ENDED.has(commit.status)) return commit;
    }
    throw new Error(`Commit ${id} has not ended within ${seconds} s.`);
  }

  /** Requests a commit. @param headers such as an idempotency key */
  submit(commit: NewCommit, headers: Readonly<Record<string, string>> = {}): Promise<Answer<CommitResource>> {
    return this.send('POST', '/v2/commits', JSON.stringify(commit), headers);
  }

  /** @param wait maximum time to wait for its end, in seconds */
  commit(id: string, wait = 0): Promise<Answer<CommitResource>> {
    return this.get(`/v2/commits/${encodeURIComponent(id)}?wait=${wait}`);
  }

  /** @param query as in the URL */
  commits(query = ''): Promise<Answer<CommitPage>> {
    return this.get(`/v2/commits?${query}`);
  }

  cancel(id: string, by?: string): Promise<Answer<CommitResource>> {
    return this.post(`/v2/commits/${encodeURIComponent(id)}/cancel`, { by });
  }

  /** The events of one commit, or of all. */
  events(options: CommitEventsOptions = {}): AsyncGenerator<CommitEvent, void, undefined> {
    return commitEvents({ address: this.address, token: this.token }, options);
  }

  #size(ip: string, container: string): Promise<Answer<SizeAnswer>> {
    // Existing clients send the doubled &.
    return this.get(`/v1/commit/size?ip=${encodeURIComponent(ip)}&&container=${encodeURIComponent(container)}`);
  }
}

const ENDED: ReadonlySet<string> = new Set(['SUCCEEDED', 'FAILED']);
