import { applyDecorators } from '@nestjs/common';
import { Transform } from 'class-transformer';
import { ArrayNotEmpty, IsArray, IsIP } from 'class-validator';

function listFrom(value: unknown): unknown {
  return typeof value === 'string' ? value.split(',').map((item) => item.trim()) : value;
}

/** One or several IPv4 addresses: a list, or comma-separated text. */
export function Ipv4List(): PropertyDecorator {
  return applyDecorators(
    Transform(({ value }: { value: unknown }) => listFrom(value)),
    IsIP(4, {
      each: true,
      message: ({ property, value }) =>
        `${property} must hold IPv4 addresses, separated by commas; got ${JSON.stringify(value)}`,
    }),
    ArrayNotEmpty(),
    IsArray(),
  );
}
