import { Injectable } from '@nestjs/common';
import { BearerTokenGuard } from '@image-factory/service';
import { ShieldConfiguration } from '../../config/shield-configuration.js';

/** Admits calls of the platform that carry an `api_token`. */
@Injectable()
export class ApiTokenGuard extends BearerTokenGuard {
  constructor(configuration: ShieldConfiguration) {
    super(configuration.api_token);
  }
}
