import { lookup, type LookupAddress } from 'node:dns';
import type { LookupFunction } from 'node:net';
import ipaddr from 'ipaddr.js';

/** Addresses of the public internet; private, loopback, link-local and all others have ranges of other names. */
const PUBLIC = 'unicast';

/** Which addresses webhooks may go to. */
export class AddressPolicy {
  /** @param allowPrivate whether to any address */
  constructor(private readonly allowPrivate: boolean) {}

  /** Whether a host is an address that webhooks may not go to. Of a name only its lookup can tell. */
  refuses(host: string): boolean {
    const address = host.replace(/^\[(.*)\]$/, '$1');
    return !this.allowPrivate && ipaddr.isValid(address) && ipaddr.process(address).range() !== PUBLIC;
  }

  /**
   * Looks a name up for the very connection that is made then, so that no later answer of its name server counts. Fails
   * if any of its addresses is refused.
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

/** A name stands for an address that webhooks may not go to. */
export class PrivateAddressError extends Error {
  override readonly name = 'PrivateAddressError';

  constructor(hostname: string, { address }: LookupAddress) {
    super(`${hostname} is ${address}, which is no public address; webhook_allow_private permits it`);
  }
}
