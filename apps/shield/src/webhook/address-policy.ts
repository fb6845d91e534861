import { lookup, type LookupAddress } from 'node:dns';
import type { LookupFunction } from 'node:net';
import ipaddr from 'ipaddr.js';

/** Range of public addresses; private, loopback, link-local and all others have ranges with other names. */
const PUBLIC = 'unicast';

/** Restricts the addresses of webhooks. */
export class AddressPolicy {
  /** @param allowPrivate whether all addresses are allowed */
  constructor(private readonly allowPrivate: boolean) {}

  /** Whether a host is a forbidden address. A name is only checked at its lookup. */
  refuses(host: string): boolean {
    const address = host.replace(/^\[(.*)\]$/, '$1');
    return !this.allowPrivate && ipaddr.isValid(address) && ipaddr.process(address).range() !== PUBLIC;
  }

  /**
   * Looks up a name for the very connection that follows, which prevents DNS rebinding. Fails if any of the addresses
   * is forbidden.
   */
  readonly lookup: LookupFunction = (hostname, options, done) => {
    lookup(hostname, { ...options, all: true }, (error, addresses) => {
      const refused = error ? undefined : addresses.find(({ address }) => this.refuses(address));
      if (error) done(error, []);
      else if (refused) done(new PrivateAddressError(hostname, refused), []);
      else if (options.all) done(null, addresses);
      else done(null, addresses[0]?.address ?? '', addresses[0]?.family);
    });
  };
}

/** A name resolves to a forbidden address. */
export class PrivateAddressError extends Error {
  override readonly name = 'PrivateAddressError';

  constructor(hostname: string, { address }: LookupAddress) {
    super(`${hostname} is ${address}, which is no public address; webhook_allow_private permits it`);
  }
}
