import { Transform } from 'class-transformer';

/** An optional field whose empty string, as first-generation clients send it, means absent. */
export function EmptyIsAbsent(): PropertyDecorator {
  return Transform(({ value }: { value: unknown }) => (value === '' || value === null ? undefined : value));
}
