import { describe, expect, it } from '@jest/globals';
import { Type } from 'class-transformer';
import { IsArray, IsOptional, IsString, ValidateNested } from 'class-validator';
import { requestValidation } from './request-validation.js';

class Job {
  @IsString()
  id!: string;

  @IsString()
  @IsOptional()
  note?: string;
}

class Registration {
  @IsString()
  ip!: string;

  @IsString()
  @IsOptional()
  version?: string;

  @IsArray()
  @ValidateNested({ each: true })
  @Type(() => Job)
  @IsOptional()
  jobs?: Job[];
}

class Strict {
  static readonly refusesUnknownKeys = true;

  @IsString()
  @IsOptional()
  status?: string;
}

const read = (body: unknown) => requestValidation().transform(body, { type: 'body', metatype: Registration });

describe('requestValidation', () => {
  it('treats an optional field with null as absent, at every level', async () => {
    const dto = await read({ ip: '192.0.2.2', version: null, jobs: [{ id: 'a', note: null }] });
    expect(dto).toBeInstanceOf(Registration);
    expect(Object.keys(dto as object)).not.toContain('version');
    expect(dto).toEqual({ ip: '192.0.2.2', jobs: [{ id: 'a' }] });
  });

  it('refuses a required field with null, and elements that are null', async () => {
    await expect(read({ ip: null })).rejects.toMatchObject({
      code: 'invalid_request',
      message: 'ip must be a string.',
    });
    await expect(read({ ip: 'a', jobs: [null] })).rejects.toMatchObject({ code: 'invalid_request' });
  });

  it('names a missing field, also within another', async () => {
    await expect(read({})).rejects.toThrow('ip is required.');
    await expect(read({ ip: 'a', jobs: [{}] })).rejects.toThrow('jobs.0.id is required.');
  });

  it.each([
    ['body', 'stat is not a known field.'],
    ['query', 'stat is not a known parameter.'],
    ['param', 'stat is not a known parameter.'],
  ] as const)('names an unknown key of a %s', async (type, message) => {
    const read = requestValidation().transform({ stat: 'failed' }, { type, metatype: Strict });
    await expect(read).rejects.toMatchObject({ code: 'invalid_request', message });
  });
});
