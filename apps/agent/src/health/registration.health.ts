import { Injectable } from '@nestjs/common';
import { type HealthIndicatorResult, HealthIndicatorService } from '@nestjs/terminus';
import { RegistrationService } from '../registration/registration.service.js';

/** Whether the agent is registered with the shield. */
@Injectable()
export class RegistrationHealth {
  constructor(
    private readonly indicators: HealthIndicatorService,
    private readonly registration: RegistrationService,
  ) {}

  check(): HealthIndicatorResult {
    const indicator = this.indicators.check('registration');
    return this.registration.isRegistered ? indicator.up() : indicator.down('The shield has not taken it.');
  }
}
