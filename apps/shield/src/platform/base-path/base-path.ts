import { applyDecorators } from '@nestjs/common';
import { Transform } from 'class-transformer';
import { Matches } from 'class-validator';

/** First segments of the shield's own paths: a prefix that begins with one of them would make calls ambiguous. */
const OWN_PARTS = ['console', 'docs', 'docs-json', 'docs-yaml', 'health', 'metrics', 'v1', 'v2'];

const BASE_PATH = new RegExp(`^(?!/(${OWN_PARTS.join('|')})(/|$))(/(?!\\.{1,2}(/|$))[\\w.~-]+)*$`);

/** Path prefix of the service, such as `/image-factory`; `/` and a trailing slash are removed. */
export function BasePath(): PropertyDecorator {
  return applyDecorators(
    Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? value.replace(/\/$/, '') : value)),
    Matches(BASE_PATH, {
      message: `base_path must be / or a path such as /image-factory that does not begin with ${OWN_PARTS.join(', ')}`,
    }),
  );
}
