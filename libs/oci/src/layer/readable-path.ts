const PLAIN = /^[\x00-\x7f]*$/;

/** A path of an upper directory, bytes one character each, as people read it; what is no UTF-8 shows as U+FFFD. */
export function readable(path: string): string {
  return PLAIN.test(path) ? path : Buffer.from(path, 'latin1').toString('utf8');
}
