/**
 * Address of the shield that served this page, without a trailing slash. Scripts are in `console/assets` below it, and
 * a proxy may add a path prefix.
 */
export const SHIELD_ADDRESS = shieldAddressOf(import.meta.url);

/** @param script address of a script of this page */
export function shieldAddressOf(script: string): string {
  return new URL('../..', script).href.replace(/\/$/, '');
}
