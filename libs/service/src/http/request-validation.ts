import { type ArgumentMetadata, type ValidationError, ValidationPipe } from '@nestjs/common';
import type { ValidatorOptions } from 'class-validator';
import { FactoryError } from '@image-factory/errors';

/** No request of ours has more levels than a few; taking a very deep one apart would overflow the stack. */
const DEEPEST = 32;

/** Turns a request into its DTO, or refuses it in a sentence that names the first field that is wrong. */
export function requestValidation(): ValidationPipe {
  return new RequestValidation({
    transform: true,
    whitelist: true,
    stopAtFirstError: true,
    exceptionFactory: (errors) => new FactoryError('invalid_request', `${firstFault(errors[0])}.`),
  });
}

/** A DTO whose class says so takes no keys that it does not know: a misspelt one could mean much. */
interface StrictClass {
  readonly refusesUnknownKeys?: boolean;
}

class RequestValidation extends ValidationPipe {
  override transform(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    if (isDeeperThan(DEEPEST, value))
      throw new FactoryError('invalid_request', `The request is nested deeper than ${DEEPEST} levels.`);
    return super.transform(value, metadata);
  }

  protected override validate(dto: object, options?: ValidatorOptions): Promise<ValidationError[]> | ValidationError[] {
    const { refusesUnknownKeys: forbidNonWhitelisted } = dto.constructor as StrictClass;
    return super.validate(dto, { ...options, forbidNonWhitelisted });
  }
}

function isDeeperThan(levels: number, value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((inner) => isDeeperThan(levels - 1, inner));
}

function firstFault(error: ValidationError | undefined, path = ''): string {
  if (!error) return 'The request must be a JSON object';
  const name = `${path}${error.property}`;
  const [child] = error.children ?? [];
  if (child) return firstFault(child, `${name}.`);
  if (error.constraints?.whitelistValidation) return `${name} is not known here`;
  if (error.value === undefined) return `${name} is required`;
  return `${path}${Object.values(error.constraints ?? {})[0] ?? `${error.property} is not valid`}`;
}
