import { InvalidArgumentError } from 'commander';

/** Parses an idempotency key in the format that the shield accepts. */
export function idempotencyKey(text: string): string {
  if (/^[\x21-\x7e]{1,255}$/.test(text)) return text;
  throw new InvalidArgumentError('Write 1 to 255 printable ASCII characters without spaces.');
}
