import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { Flag, Port } from '@image-factory/service';
import { IsIn, IsIP, IsOptional, IsString, MinLength } from 'class-validator';
import { configurationKeys } from './configuration-keys.js';

const THIS_FILE = join(import.meta.dirname, 'configuration-keys.spec.ts');

class Example {
  /**
   * Where to listen,
   * as a number.
   *
   * First details.
   *
   * - one
   * - two
   */
  @Port()
  port: number = 9001;

  /** Whether to tidy up. */
  @Flag()
  tidy: boolean = false;

  /** How to speak. */
  @IsIn(['loud', 'low'])
  voice: string = 'low';

  /** A secret. */
  @MinLength(16)
  @IsString()
  @IsOptional()
  secret?: string;

  /**
   * Addresses.
   *
   * @default those of the machine
   */
  @IsIP(4, { each: true })
  @IsOptional()
  address?: string;

  /** A name. */
  @IsString()
  name!: string;
}

class WithoutComment {
  @IsString()
  name: string = '';
}

class WithLongComment {
  /** This comment is longer than one hundred characters, so the table of the page would be too wide for a screen. */
  @IsString()
  name: string = '';
}

class WithoutValidator {
  /** A name. */
  @IsOptional()
  name: string = '';
}

describe('configurationKeys', () => {
  it('reads texts, values and defaults in the order of the file', () => {
    const key = (name: string, value: string, fallback: string, summary: string, details = '') => {
      return { name, value, fallback, summary, details };
    };
    expect(configurationKeys(Example, THIS_FILE)).toEqual([
      key('port', '1 to 65535', '`9001`', 'Where to listen, as a number.', 'First details.\n\n- one\n- two'),
      key('tidy', '`true`, `false`', '`false`', 'Whether to tidy up.'),
      key('voice', '`loud`, `low`', '`low`', 'How to speak.'),
      key('secret', 'text, at least 16 characters', '', 'A secret.'),
      key('address', 'IPv4 address', 'those of the machine', 'Addresses.'),
      key('name', 'text', '(required)', 'A name.'),
    ]);
  });

  it('refuses a key that it cannot document', () => {
    expect(() => configurationKeys(WithoutComment, THIS_FILE)).toThrow(/name has no comment/);
    expect(() => configurationKeys(WithLongComment, THIS_FILE)).toThrow(/name has more than 100 characters/);
    expect(() => configurationKeys(WithoutValidator, THIS_FILE)).toThrow(/no validator of name/);
    expect(() => configurationKeys(Example, join(import.meta.dirname, 'error-page.ts'))).toThrow(/no class Example/);
  });
});
