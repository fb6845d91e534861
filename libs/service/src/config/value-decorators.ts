import { applyDecorators } from '@nestjs/common';
import { Transform } from 'class-transformer';
import { ArrayNotEmpty, IsArray, IsBoolean, IsInt, Max, Min, type ValidationArguments } from 'class-validator';

/** Converts the text of a number; leaves anything else to the validator. */
function numberFrom(value: unknown): unknown {
  return typeof value === 'string' && /^\s*-?\d+(\.\d+)?\s*$/.test(value) ? Number(value) : value;
}

/** Limit on the quoted part of a value, in characters. */
const MAX_QUOTE_LENGTH = 40;

function notWhole({ property, value }: ValidationArguments): string {
  const quote = (JSON.stringify(value) ?? String(value)).slice(0, MAX_QUOTE_LENGTH);
  const fault = typeof value === 'number' ? 'is not an integer' : 'is not a number';
  return `${property} must be an integer number; ${quote} ${fault}`;
}

/** A whole number between two bounds, as a number or text. */
export function WholeNumber(minimum: number, maximum: number): PropertyDecorator {
  return applyDecorators(
    Transform(({ value }: { value: unknown }) => numberFrom(value)),
    // Only the first violation is reported, and text violates the bounds, too.
    IsInt({ message: notWhole }),
    Min(minimum),
    Max(maximum),
  );
}

/** A TCP port, 1 to 65535, as a number or text. */
export function Port(): PropertyDecorator {
  return WholeNumber(1, 65535);
}

/** A duration in whole seconds, at most a year, as a number or text. */
export function Seconds(minimum = 1): PropertyDecorator {
  return WholeNumber(minimum, 31_536_000);
}

const FLAGS: Readonly<Record<string, boolean>> = {
  true: true,
  '1': true,
  yes: true,
  false: false,
  '0': false,
  no: false,
};

/** A switch, as a boolean or text. */
export function Flag(): PropertyDecorator {
  return applyDecorators(
    Transform(({ value }: { value: unknown }) =>
      typeof value === 'string' ? (FLAGS[value.toLowerCase()] ?? value) : value,
    ),
    IsBoolean(),
  );
}

/**
 * One or several values, as a list or as comma-separated text.
 *
 * @param each validates each value
 */
export function List(each: PropertyDecorator): PropertyDecorator {
  return applyDecorators(
    Transform(({ value }: { value: unknown }) =>
      typeof value === 'string' ? value.split(',').map((item) => item.trim()) : value,
    ),
    each,
    ArrayNotEmpty(),
    IsArray(),
  );
}
