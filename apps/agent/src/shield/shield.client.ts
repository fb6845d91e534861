import { HttpService } from '@nestjs/axios';
import { Injectable } from '@nestjs/common';
import type { AgentRegistration, Envelope, StatusReport } from '@image-factory/contracts';
import { FactoryError } from '@image-factory/errors';
import { contextHeaders } from '@image-factory/service';
import type { AxiosRequestConfig } from 'axios';
import { firstValueFrom } from 'rxjs';
import { AgentConfiguration } from '../config/agent-configuration.js';

/** Timeouts of a response; the shield calls the agent back during a registration. */
const REGISTER_TIMEOUT_MS = 15_000;
const REPORT_TIMEOUT_MS = 10_000;

/** Retryable status codes: they depend on the caller or the moment, not on the request. */
const RETRYABLE_STATUS = new Set([401, 403, 408, 425, 429]);

/** Limit on the quoted part of a response of the shield, in characters. */
const QUOTE_LENGTH = 300;

interface Answer {
  readonly status: number;
  readonly body: Partial<Envelope> | undefined;
}

/** Client of the shield's API. */
@Injectable()
export class ShieldClient {
  constructor(
    private readonly http: HttpService,
    private readonly configuration: AgentConfiguration,
  ) {}

  /** @throws FactoryError `shield_unavailable`, `shield_refused` */
  async register(registration: AgentRegistration): Promise<void> {
    const request = { method: 'POST', url: '/v1/agent/register', data: registration, timeout: REGISTER_TIMEOUT_MS };
    const { body } = await this.call(request);
    if (body?.success !== true) throw refused(`The shield refused the registration of ${registration.ip}`, body);
  }

  /**
   * Resolves when the shield has acknowledged the report, even if it has no such commit.
   * @throws FactoryError `shield_unavailable`, `shield_refused`
   */
  async report(report: StatusReport): Promise<void> {
    await this.call({ method: 'PUT', url: '/v1/commit/status', data: report, timeout: REPORT_TIMEOUT_MS });
  }

  private async call(request: AxiosRequestConfig): Promise<Answer> {
    const { shield_address: shield } = this.configuration;
    const { status, body } = await this.send(request);
    if (status >= 200 && status < 300) return { status, body };
    if (status >= 400 && status < 500 && !isRetryable(status, body)) {
      throw refused(`The shield at ${shield} refused ${request.url} with HTTP ${status}`, body);
    }
    throw new FactoryError('shield_unavailable', `The shield at ${shield} answers ${request.url} with HTTP ${status}.`);
  }

  /** An error of axios holds the whole request, token included: only its code is passed on. */
  private async send(request: AxiosRequestConfig): Promise<Answer> {
    try {
      const { status, data } = await firstValueFrom(
        this.http.request<unknown>({ ...request, headers: contextHeaders() }),
      );
      return { status, body: typeof data === 'object' && data !== null ? data : undefined };
    } catch (error) {
      const { code = 'no answer' } = error as { code?: string };
      throw new FactoryError(
        'shield_unavailable',
        `The shield at ${this.configuration.shield_address} does not answer (${code}).`,
      );
    }
  }
}

/** A 404 without an envelope comes from an intermediary, such as a proxy without a target. */
function isRetryable(status: number, body: Answer['body']): boolean {
  return RETRYABLE_STATUS.has(status) || (status === 404 && body?.success === undefined);
}

function refused(what: string, body: Answer['body']): FactoryError {
  const words = typeof body?.msg === 'string' && body.msg !== '' ? `: ${body.msg.slice(0, QUOTE_LENGTH)}` : '.';
  return new FactoryError('shield_refused', `${what}${words}`);
}
