import type { LookupAddress } from 'node:dns';
import { describe, expect, it } from '@jest/globals';
import { AddressPolicy, PrivateAddressError } from './address-policy.js';

const strict = new AddressPolicy(false);

/** The result of a name lookup, or its error. */
function lookUp(policy: AddressPolicy, name: string, all = true): Promise<string | LookupAddress[] | Error> {
  return new Promise((resolve) => policy.lookup(name, { all }, (error, addresses) => resolve(error ?? addresses)));
}

describe('AddressPolicy', () => {
  it.each([
    '127.0.0.1',
    '127.255.0.9',
    '10.1.2.3',
    '172.16.0.1',
    '192.168.1.1',
    '169.254.169.254',
    '100.64.0.1',
    '0.0.0.0',
    '255.255.255.255',
    '224.0.0.1',
    '::1',
    '[::1]',
    '::',
    'fe80::1',
    'fd00::1',
    'ff02::1',
    '::ffff:127.0.0.1',
    '[::ffff:7f00:1]',
    '64:ff9b::a00:1',
  ])('refuses %s', (address) => {
    expect(strict.refuses(address)).toBe(true);
    expect(new AddressPolicy(true).refuses(address)).toBe(false);
  });

  it.each(['93.184.215.14', '8.8.8.8', '2606:4700::1111', '[2606:4700::1111]', 'hooks.example.com', 'localhost'])(
    'does not refuse %s by itself',
    (host) => expect(strict.refuses(host)).toBe(false),
  );

  it.each([true, false])('refuses a name that resolves to loopback (all: %s)', async (all) => {
    const error = await lookUp(strict, 'localhost', all);
    expect(error).toBeInstanceOf(PrivateAddressError);
    expect((error as Error).message).toMatch(/^localhost is (127\.0\.0\.1|::1), .*webhook_allow_private/);
  });

  it('resolves any name if private addresses are allowed', async () => {
    const permissive = new AddressPolicy(true);
    const all = (await lookUp(permissive, 'localhost')) as LookupAddress[];
    expect(['127.0.0.1', '::1']).toContain(all[0]?.address);
    expect(await lookUp(permissive, 'localhost', false)).toBe(all[0]?.address);
  });

  it('reports an unknown name', async () => {
    expect(await lookUp(strict, 'no-such-name.invalid')).toMatchObject({ syscall: 'getaddrinfo' });
  });
});
