import { applyDecorators } from '@nestjs/common';
import { Transform } from 'class-transformer';
import { Matches } from 'class-validator';

/** First parts of the paths that the shield serves: below such a prefix, a call could mean two things. */
const OWN_PARTS = ['console', 'docs', 'docs-json', 'docs-yaml', 'health', 'metrics', 'v1', 'v2'];

const BASE_PATH = new RegExp(`^(?!/(${OWN_PARTS.join('|')})(/|$))(/(?!\\.{1,2}(/|$))[\\w.~-]+)*$`);

/** A path that the service is served below, such as `/image-factory`; `/` and a slash at the end are taken off. */
export function BasePath(): PropertyDecorator {
  return applyDecorators(
    Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? value.replace(/\/$/, '') : value)),
    Matches(BASE_PATH, {
      message: `base_path must be / or a path such as /image-factory that does not begin with ${OWN_PARTS.join(', ')}`,
    }),
  );
}
