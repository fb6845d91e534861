import { Injectable } from '@nestjs/common';
import { BearerTokenGuard } from '../token/bearer-token.guard.js';
import { MetricsSettings } from './metrics-settings.js';

/** Lets a scrape through when it carries a `metrics_token`. */
@Injectable()
export class MetricsTokenGuard extends BearerTokenGuard {
  constructor({ tokens }: MetricsSettings) {
    super(tokens);
  }
}
