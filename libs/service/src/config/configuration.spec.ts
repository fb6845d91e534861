import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { IsOptional, IsString } from 'class-validator';
import { loadConfiguration } from './configuration.js';
import { Flag, Port, Seconds } from './value-decorators.js';

class Example {
  @Port()
  port: number = 9001;

  @Seconds()
  wait: number = 30;

  @Flag()
  tidy: boolean = true;

  @IsString()
  name!: string;

  @IsString()
  @IsOptional()
  note?: string;
}

const folder = mkdtempSync(join(tmpdir(), 'configuration-'));
afterAll(() => rmSync(folder, { recursive: true }));

function file(content: unknown): string {
  const path = join(folder, 'example.json');
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

describe('loadConfiguration', () => {
  it('fills in the defaults', () => {
    expect(loadConfiguration(Example, { environment: { NAME: 'x' } })).toEqual({
      port: 9001,
      wait: 30,
      tidy: true,
      name: 'x',
    });
  });

  it('prefers the environment to the file', () => {
    const sources = { file: file({ port: '1', name: 'file', note: 'file' }), environment: { PORT: '2', NAME: 'env' } };
    expect(loadConfiguration(Example, sources)).toMatchObject({ port: 2, name: 'env', note: 'file' });
  });

  it.each([9100, '9100'])('accepts a port as %p', (port) => {
    expect(loadConfiguration(Example, { file: file({ port, name: 'x' }), environment: {} }).port).toBe(9100);
  });

  it.each([
    [false, false],
    ['no', false],
    ['TRUE', true],
    ['0', false],
  ])('accepts a switch as %p', (tidy, expected) => {
    expect(loadConfiguration(Example, { file: file({ tidy, name: 'x' }), environment: {} }).tidy).toBe(expected);
  });

  it('treats an empty string as absent', () => {
    const sources = { file: file({ port: '', name: 'x', note: '' }), environment: { NOTE: '' } };
    expect(loadConfiguration(Example, sources)).toMatchObject({ port: 9001, name: 'x' });
  });

  it.each([
    [{ name: 'x', prt: 1 }, /unknown key "prt"/],
    [{ name: 'x', port: 'abc' }, /port must be an integer number; "abc" is not a number/],
    [{ name: 'x', port: '9301x' }, /port must be an integer number; "9301x" is not a number/],
    [{ name: 'x', wait: '-' }, /wait must be an integer number; "-" is not a number/],
    [{ name: 'x', wait: true }, /wait must be an integer number; true is not a number/],
    [{ name: 'x', wait: [30] }, /wait must be an integer number; \[30\] is not a number/],
    [{ name: 'x', wait: '-1' }, /wait must not be less than 1/],
    [{ name: 'x', port: 0 }, /port must not be less than 1/],
    [{ name: 'x', port: 70000 }, /port must not be greater than 65535/],
    [{ name: 'x', port: 1.5 }, /port must be an integer number; 1.5 is not an integer/],
    [{ name: 'x', tidy: 'perhaps' }, /tidy must be a boolean/],
    [{ name: 7 }, /name must be a string/],
    [{}, /name is required/],
    ['{"name": ', /not valid JSON/],
    ['[]', /one JSON object/],
    ['null', /one JSON object/],
  ])('rejects %j and names the invalid part', (content, sentence) => {
    expect(() => loadConfiguration(Example, { file: file(content), environment: {} })).toThrow(sentence);
  });

  it('names an unreadable file', () => {
    const missing = join(folder, 'missing.json');
    expect(() => loadConfiguration(Example, { file: missing, environment: {} })).toThrow(
      `${missing} cannot be read (ENOENT)`,
    );
  });
});
