import { InvalidArgumentError } from 'commander';

/** Parses an integer of at least 1. */
export function wholeNumber(text: string): number {
  const number = Number(text);
  if (Number.isSafeInteger(number) && number >= 1) return number;
  throw new InvalidArgumentError('Write a whole number from 1.');
}
