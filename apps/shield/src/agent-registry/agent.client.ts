import { HttpService } from '@nestjs/axios';
import { Injectable } from '@nestjs/common';
import type {
  AgentAnswer,
  AgentCancelRequest,
  AgentCommitAnswer,
  AgentCommitRequest,
  AgentPreview,
  ContainerIdentityAnswer,
  ContainerListAnswer,
  ContainerPreviewAnswer,
  ContainerResource,
  Envelope,
} from '@image-factory/contracts';
import { SizeAnswer, withoutSlash } from '@image-factory/contracts';
import { entryOf, type ErrorCode, FactoryError } from '@image-factory/errors';
import { contextHeaders } from '@image-factory/service';
import type { AxiosRequestConfig } from 'axios';
import { firstValueFrom } from 'rxjs';

/** Timeouts of the calls. A size takes long: the runtime walks the whole file system. */
const HEALTH_TIMEOUT_MS = 5_000;
const IDENTITY_TIMEOUT_MS = 3_000;
const COMMIT_TIMEOUT_MS = 10_000;
const CANCEL_TIMEOUT_MS = 3_000;
const LIST_TIMEOUT_MS = 10_000;
const SIZE_TIMEOUT_MS = 120_000;
/** Longer than the agent's own limit. */
const PREVIEW_TIMEOUT_MS = 25_000;

/** Client of the agent's API. Each call carries the request context. */
@Injectable()
export class AgentClient {
  constructor(private readonly http: HttpService) {}

  /** @throws FactoryError `agent_unreachable` unless the agent reports that it is healthy */
  async health(address: string): Promise<void> {
    const answer = await this.call<Envelope>(address, { url: '/health', timeout: HEALTH_TIMEOUT_MS });
    if (!answer.success)
      throw new FactoryError('agent_unreachable', `The agent at ${address} reports that it is not healthy.`);
  }

  /**
   * Size of a container's whole file system, in kB.
   * @throws FactoryError with the agent's code, or `agent_unreachable`
   */
  async size(address: string, container: string): Promise<number> {
    const params = { container: withoutSlash(container) };
    const answer = await this.call<SizeAnswer>(address, { url: '/v1/commit/size', params, timeout: SIZE_TIMEOUT_MS });
    return accepted(answer).size;
  }

  /**
   * Full id of a container; undefined if the agent is of the first generation, or too busy.
   * @throws FactoryError with the agent's code, such as `container_not_found`
   */
  async identity(address: string, container: string): Promise<string | undefined> {
    const request = {
      url: '/v1/container/identity',
      params: { container: withoutSlash(container) },
      timeout: IDENTITY_TIMEOUT_MS,
    };
    const answer = await this.call<ContainerIdentityAnswer>(address, request).catch(() => undefined);
    return answer && accepted(answer).id;
  }

  /**
   * All containers of the agent's node.
   * @throws FactoryError with the agent's code, or `agent_unreachable`
   */
  async containers(address: string): Promise<ContainerResource[]> {
    const request = { url: '/v1/container/list', timeout: LIST_TIMEOUT_MS };
    return accepted(await this.call<ContainerListAnswer>(address, request)).containers;
  }

  /**
   * Previews a commit of a container.
   * @throws FactoryError with the agent's code, or `agent_unreachable`
   */
  async preview(address: string, container: string): Promise<AgentPreview> {
    const request = {
      url: '/v1/container/preview',
      params: { container: withoutSlash(container) },
      timeout: PREVIEW_TIMEOUT_MS,
    };
    const { preview } = accepted(await this.call<ContainerPreviewAnswer>(address, request));
    if (preview) return preview;
    throw new FactoryError('agent_refused', `The agent at ${address} sent no preview.`);
  }

  /**
   * Dispatches a commit to the agent. Idempotent for the same commit and attempt.
   * @throws FactoryError with the agent's code if it refuses, or `agent_unreachable`
   */
  async commit(address: string, request: AgentCommitRequest): Promise<AgentCommitAnswer> {
    const data = { ...request, container: withoutSlash(request.container) };
    const call = { method: 'POST', url: '/v1/commit/async', data, timeout: COMMIT_TIMEOUT_MS };
    return accepted(await this.call<AgentCommitAnswer>(address, call));
  }

  /**
   * Requests that the agent stop a commit. An ended commit is unchanged.
   * @throws FactoryError `commit_not_found` if the agent does not have the commit, `agent_unreachable`
   */
  async cancel(address: string, transaction: string): Promise<void> {
    const data: AgentCancelRequest = { transaction };
    accepted(await this.call(address, { method: 'POST', url: '/v1/commit/cancel', data, timeout: CANCEL_TIMEOUT_MS }));
  }

  private async call<Answer extends Envelope>(address: string, request: AxiosRequestConfig): Promise<Answer> {
    const call = { ...request, baseURL: address, headers: contextHeaders() };
    const response = await firstValueFrom(this.http.request<Answer>(call)).catch((error: { code?: string }) => {
      throw new FactoryError('agent_unreachable', `The agent at ${address} does not answer (${error.code}).`);
    });
    const { status, data } = response;
    if (typeof data?.success === 'boolean') return data;
    throw new FactoryError('agent_unreachable', `The server at ${address} is not an agent (HTTP ${status}).`);
  }
}

/** @throws FactoryError with the agent's code; a first-generation agent's whole text is the detail */
function accepted<Answer extends AgentAnswer>(answer: Answer): Answer {
  if (answer.success) return answer;
  const { msg, error_code, detail = msg, hint } = answer;
  throw new FactoryError(codeOf(error_code), detail, { hint });
}

function codeOf(code: string | undefined): ErrorCode {
  return entryOf(code) ? (code as ErrorCode) : 'agent_refused';
}
