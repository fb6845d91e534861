import { describe, expect, it } from '@jest/globals';
import { join } from 'node:path';
import { databaseAddress } from './database-address.js';

describe('databaseAddress', () => {
  it.each([
    ['sqlite:./data/factory.db', join(process.cwd(), 'data/factory.db')],
    ['sqlite:factory.db', join(process.cwd(), 'factory.db')],
    ['sqlite:/var/lib/image-factory/factory.db', '/var/lib/image-factory/factory.db'],
    ['sqlite:///var/lib/image-factory/factory.db', '/var/lib/image-factory/factory.db'],
  ])('reads %s', (url, file) => {
    expect(databaseAddress(url)).toEqual({ engine: 'sqlite', file, shown: url });
  });

  it.each([
    [
      'postgres://alice:s3cret@db.example.com:5433/factory?sslmode=require',
      'postgres://alice@db.example.com:5433/factory',
    ],
    ['postgresql://db/factory?user=alice&password=s3cret', 'postgresql://db/factory'],
    ['postgres:///factory?host=/run/postgresql', 'postgres:///factory'],
  ])('reads %s and shows it without its password', (url, shown) => {
    expect(databaseAddress(url)).toEqual({ engine: 'postgres', url, shown });
  });

  it('reads memory:', () => {
    expect(databaseAddress('memory:')).toEqual({ engine: 'memory' });
  });

  it.each(['', 'sqlite:', 'mysql://alice:s3cret@db/factory', 'postgres://alice:s3cret@[db/factory', 'memory', '/a.db'])(
    'refuses "%s" without repeating it',
    (url) => {
      expect(() => databaseAddress(url)).toThrow(
        'Configuration: database_url must be sqlite:FILE, postgres://… or memory:.',
      );
    },
  );
});
