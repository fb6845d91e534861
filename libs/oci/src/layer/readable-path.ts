const PLAIN = /^[\x00-\x7f]*$/;

/** Decodes a path of an upper directory (bytes, one character each) for people; invalid UTF-8 becomes U+FFFD. */
export function readable(path: string): string {
  return PLAIN.test(path) ? path : Buffer.from(path, 'latin1').toString('utf8');
}
