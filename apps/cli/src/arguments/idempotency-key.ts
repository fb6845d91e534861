import { InvalidArgumentError } from 'commander';

/** A key of an order, as the shield takes it. */
export function idempotencyKey(text: string): string {
  if (/^[\x21-\x7e]{1,255}$/.test(text)) return text;
  throw new InvalidArgumentError('Write 1 to 255 printable ASCII characters without spaces.');
}
