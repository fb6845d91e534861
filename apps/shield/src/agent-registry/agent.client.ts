import { HttpService } from '@nestjs/axios';
import { Injectable } from '@nestjs/common';
import type {
  AgentCancelRequest,
  AgentCommitAnswer,
  AgentCommitRequest,
  ContainerIdentityAnswer,
  ContainerListAnswer,
  ContainerPreview,
  ContainerPreviewAnswer,
  ContainerResource,
  Envelope,
} from '@image-factory/contracts';
import { SizeAnswer, withoutSlash } from '@image-factory/contracts';
import { ERROR_CATALOGUE, type ErrorCode, type ErrorEntry, FactoryError } from '@image-factory/errors';
import { REQUEST_ID_HEADER, traceHeaders } from '@image-factory/service';
import type { AxiosRequestConfig } from 'axios';
import { firstValueFrom } from 'rxjs';

/** How long the answers may take, in milliseconds. A size is slow: the engine walks the whole file system. */
const HEALTH_TIMEOUT = 5_000;
const IDENTITY_TIMEOUT = 3_000;
const COMMIT_TIMEOUT = 10_000;
const CANCEL_TIMEOUT = 3_000;
const LIST_TIMEOUT = 10_000;
const SIZE_TIMEOUT = 120_000;
/** Longer than the agent gives itself. */
const PREVIEW_TIMEOUT = 25_000;

/** What a save is handed over for. */
export interface HandOverOrigin {
  /** Id of the request that asked for it. */
  readonly requestId: string;
  /** Span of the hand-over, as W3C Trace Context has it. */
  readonly traceParent: string | undefined;
}

/** Speaks the agent's API. */
@Injectable()
export class AgentClient {
  constructor(private readonly http: HttpService) {}

  /** @throws FactoryError `agent_unreachable` when the agent does not answer that it is well */
  async health(address: string): Promise<void> {
    const answer = await this.call<Envelope>(address, { url: '/health', timeout: HEALTH_TIMEOUT });
    if (!answer.success)
      throw new FactoryError('agent_unreachable', `The agent at ${address} says that it is not well.`);
  }

  /**
   * Size of a container's whole file system, in kB.
   * @throws FactoryError as the agent tells it, or `agent_unreachable`
   */
  async size(address: string, container: string): Promise<number> {
    const params = { container: withoutSlash(container) };
    const answer = await this.call<SizeAnswer>(address, { url: '/v1/commit/size', params, timeout: SIZE_TIMEOUT });
    return accepted(answer).size;
  }

  /**
   * Full id of a container, or undefined when the agent cannot tell: it is of the first generation, or too busy.
   * @throws FactoryError as the agent tells it, such as `container_not_found`
   */
  async identity(address: string, container: string): Promise<string | undefined> {
    const request = {
      url: '/v1/container/identity',
      params: { container: withoutSlash(container) },
      timeout: IDENTITY_TIMEOUT,
    };
    const answer = await this.call<ContainerIdentityAnswer>(address, request).catch(() => undefined);
    return answer && accepted(answer).id;
  }

  /**
   * Every container of the agent's node.
   * @throws FactoryError as the agent tells it, or `agent_unreachable`
   */
  async containers(address: string): Promise<ContainerResource[]> {
    const request = { url: '/v1/container/list', timeout: LIST_TIMEOUT };
    return accepted(await this.call<ContainerListAnswer>(address, request)).containers;
  }

  /**
   * What a save of a container would do.
   * @throws FactoryError as the agent tells it, or `agent_unreachable`
   */
  async preview(address: string, container: string): Promise<ContainerPreview> {
    const request = {
      url: '/v1/container/preview',
      params: { container: withoutSlash(container) },
      timeout: PREVIEW_TIMEOUT,
    };
    const { preview } = accepted(await this.call<ContainerPreviewAnswer>(address, request));
    if (preview) return preview;
    throw new FactoryError('agent_refused', `The agent at ${address} has told no preview.`);
  }

  /**
   * Hands a save to the agent. Repeating it with the same transaction and attempt changes nothing.
   * @throws FactoryError as the agent tells it when it refuses, or `agent_unreachable`
   */
  async commit(address: string, request: AgentCommitRequest, origin: HandOverOrigin): Promise<AgentCommitAnswer> {
    const data = { ...request, container: withoutSlash(request.container) };
    const headers = { [REQUEST_ID_HEADER]: origin.requestId, ...traceHeaders(origin.traceParent) };
    const call = { method: 'POST', url: '/v1/commit/async', data, headers, timeout: COMMIT_TIMEOUT };
    return accepted(await this.call<AgentCommitAnswer>(address, call));
  }

  /**
   * Tells the agent to stop a save. One that has ended stays as it is.
   * @throws FactoryError `commit_not_found` when the agent does not know the save, `agent_unreachable`
   */
  async cancel(address: string, transaction: string, requestId: string): Promise<void> {
    const headers = { [REQUEST_ID_HEADER]: requestId };
    const data: AgentCancelRequest = { transaction };
    accepted(
      await this.call(address, { method: 'POST', url: '/v1/commit/cancel', data, headers, timeout: CANCEL_TIMEOUT }),
    );
  }

  private async call<Answer extends Envelope>(address: string, request: AxiosRequestConfig): Promise<Answer> {
    const response = await firstValueFrom(this.http.request<Answer>({ ...request, baseURL: address })).catch(
      (error: { code?: string }) => {
        throw new FactoryError('agent_unreachable', `The agent at ${address} does not answer (${error.code}).`);
      },
    );
    const { status, data } = response;
    if (typeof data?.success === 'boolean') return data;
    throw new FactoryError('agent_unreachable', `What answers at ${address} is not an agent (HTTP ${status}).`);
  }
}

function accepted<Answer extends Envelope & { error_code?: string }>(answer: Answer): Answer {
  if (answer.success) return answer;
  throw failureOf(codeOf(answer.error_code), answer.msg);
}

/** An agent's sentence ends with its hint. One that ends with another hint than ours, of another version, keeps it. */
function failureOf(code: ErrorCode, msg: string): FactoryError {
  const { hint }: ErrorEntry = ERROR_CATALOGUE[code];
  return hint !== undefined && msg.endsWith(hint)
    ? new FactoryError(code, msg.slice(0, -hint.length).trimEnd())
    : new FactoryError(code, msg);
}

function codeOf(code: string | undefined): ErrorCode {
  return code !== undefined && code in ERROR_CATALOGUE ? (code as ErrorCode) : 'agent_refused';
}
