import { describe, expect, it } from '@jest/globals';
import type { OpenAPIObject } from '@nestjs/swagger';
import { describeOptionalExamples } from './swagger.js';

function parametersOf(parameters: object[]): unknown {
  const document = { openapi: '3.0.0', info: { title: '', version: '' }, paths: { '/a': { get: { parameters } } } };
  return describeOptionalExamples(document as unknown as OpenAPIObject).paths['/a']?.get?.parameters;
}

describe('describeOptionalExamples', () => {
  it.each([
    ['of a schema', { schema: { type: 'string', example: 'alice' } }, 'Who. For example `alice`.'],
    ['of the parameter', { example: 0, schema: { type: 'string' } }, 'Who. For example `0`.'],
    ['of a list', { schema: { type: 'string', example: ['a', 'b'] } }, 'Who. For example `a,b`.'],
  ])('moves an example %s into the description', (_what, fields, description) => {
    const parameter = { name: 'q', in: 'query', required: false, description: 'Who.', ...fields };
    expect(parametersOf([parameter])).toEqual([
      { name: 'q', in: 'query', required: false, description, schema: { type: 'string' } },
    ]);
  });

  it('keeps required parameters and those without an example', () => {
    const required = { name: 'ip', in: 'query', required: true, schema: { example: '127.0.0.2' } };
    const plain = { name: 'limit', in: 'query', required: false, schema: { default: 50 } };
    const reference = { $ref: '#/components/parameters/x' };
    expect(parametersOf([required, plain, reference])).toEqual([required, plain, reference]);
  });
});
