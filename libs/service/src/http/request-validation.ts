import { type ArgumentMetadata, type PipeTransform, type ValidationError, ValidationPipe } from '@nestjs/common';
import type { ValidatorOptions } from 'class-validator';
import { FactoryError } from '@image-factory/errors';

/** Limit on the nesting of a request: transforming a very deep one would overflow the stack. */
const MAX_DEPTH = 32;

/** Converts a request to its DTO, or rejects it with a message that names the first invalid field or parameter. */
export function requestValidation(): PipeTransform<unknown, Promise<unknown>> {
  return new RequestValidation();
}

/** A DTO class that rejects unknown keys: ignoring a misspelt key could have serious effects. */
interface StrictClass {
  readonly refusesUnknownKeys?: boolean;
}

class RequestValidation implements PipeTransform<unknown, Promise<unknown>> {
  private readonly fields = new DtoValidation('field');
  private readonly parameters = new DtoValidation('parameter');

  async transform(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    if (isDeeperThan(MAX_DEPTH, value))
      throw new FactoryError('invalid_request', `The request is nested deeper than ${MAX_DEPTH} levels.`);
    const validation = metadata.type === 'body' ? this.fields : this.parameters;
    return removeNulls(await validation.transform(value, metadata));
  }
}

class DtoValidation extends ValidationPipe {
  /** @param noun of the DTO's properties: `field` of a body, `parameter` of a path or a query */
  constructor(noun: 'field' | 'parameter') {
    super({
      transform: true,
      whitelist: true,
      stopAtFirstError: true,
      exceptionFactory: (errors) => new FactoryError('invalid_request', `${firstFault(noun, errors[0])}.`),
    });
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

/** `IsOptional` accepts null; the types and the code behind them expect absent fields. */
function removeNulls(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  for (const [key, inner] of Object.entries(value)) {
    if (inner === null && !Array.isArray(value)) delete (value as Record<string, unknown>)[key];
    else removeNulls(inner);
  }
  return value;
}

function firstFault(noun: string, error: ValidationError | undefined, path = ''): string {
  if (!error) return 'The request must be a JSON object';
  const name = `${path}${error.property}`;
  const [child] = error.children ?? [];
  if (child) return firstFault(noun, child, `${name}.`);
  if (error.constraints?.whitelistValidation) return `${name} is not a known ${noun}`;
  if (error.value === undefined) return `${name} is required`;
  return `${path}${Object.values(error.constraints ?? {})[0] ?? `${error.property} is not valid`}`;
}
