import type { FactoryError } from '@image-factory/errors';
import { BearerTokenGuard, EnvelopeFilter } from '@image-factory/service';
import { applyDecorators, Catch, Injectable, UseFilters, UseGuards } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { AgentConfiguration } from '../config/agent-configuration.js';

/** Admits calls of the shield that carry an `agent_token`. */
@Injectable()
export class AgentTokenGuard extends BearerTokenGuard {
  constructor(configuration: AgentConfiguration) {
    super(configuration.agent_token);
  }
}

/** Answers every failure with its parts, which the shield stores, and for first-generation shields as one text. */
@Catch()
export class RefusalFilter extends EnvelopeFilter {
  protected override fields(error: FactoryError): Readonly<Record<string, unknown>> {
    return { ...super.fields(error), detail: error.message, hint: error.hint };
  }
}

/** Marks a controller for the shield: requires an `agent_token` if one is configured. */
export const ForShield = () =>
  applyDecorators(
    ApiTags('for the shield'),
    ApiBearerAuth(),
    UseGuards(AgentTokenGuard),
    UseFilters(new RefusalFilter()),
  );
