import { Transform } from 'class-transformer';

/** Treats an empty string as absent: first-generation clients send it for optional fields. */
export function EmptyIsAbsent(): PropertyDecorator {
  return Transform(({ value }: { value: unknown }) => (value === '' || value === null ? undefined : value));
}
