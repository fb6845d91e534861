import { Injectable } from '@nestjs/common';
import { BearerTokenGuard } from '@image-factory/service';
import { ShieldConfiguration } from '../config/shield-configuration.js';

/** Lets the platform's calls through when they carry an `api_token`. */
@Injectable()
export class ApiTokenGuard extends BearerTokenGuard {
  constructor(configuration: ShieldConfiguration) {
    super(configuration.api_token);
  }
}
