import { type ValidationError, ValidationPipe } from '@nestjs/common';
import { FactoryError } from '@image-factory/errors';

/** Turns a request into its DTO, or refuses it in a sentence that names the first field that is wrong. */
export function requestValidation(): ValidationPipe {
  return new ValidationPipe({
    transform: true,
    whitelist: true,
    stopAtFirstError: true,
    exceptionFactory: (errors) => new FactoryError('invalid_request', `${firstFault(errors[0])}.`),
  });
}

function firstFault(error: ValidationError | undefined, path = ''): string {
  if (!error) return 'The request must be a JSON object';
  const name = `${path}${error.property}`;
  const [child] = error.children ?? [];
  if (child) return firstFault(child, `${name}.`);
  if (error.value === undefined) return `${name} is required`;
  return `${path}${Object.values(error.constraints ?? {})[0] ?? `${error.property} is not valid`}`;
}
