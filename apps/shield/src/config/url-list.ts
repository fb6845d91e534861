import { applyDecorators } from '@nestjs/common';
import { Transform } from 'class-transformer';
import { ArrayNotEmpty, IsArray, IsUrl } from 'class-validator';

const HTTP_URL = { protocols: ['http', 'https'], require_protocol: true, require_tld: false, disallow_auth: true };

function listFrom(value: unknown): unknown {
  return typeof value === 'string' ? value.split(',').map((item) => item.trim()) : value;
}

/**
 * One or several http or https URLs: a list, or comma-separated text. Errors do not quote them, since they may hold
 * secrets.
 */
export function UrlList(): PropertyDecorator {
  return applyDecorators(
    Transform(({ value }: { value: unknown }) => listFrom(value)),
    IsUrl(HTTP_URL, {
      each: true,
      message: ({ property }) => `${property} must hold http or https URLs without credentials, separated by commas`,
    }),
    ArrayNotEmpty(),
    IsArray(),
  );
}
