/**
 * Address of the shield that this page is from, without a slash at the end. Scripts lie in `console/assets` below it, and a
 * proxy may put a prefix in front of it.
 */
export const SHIELD_ADDRESS = shieldAddressOf(import.meta.url);

/** @param script address of a script of this page */
export function shieldAddressOf(script: string): string {
  return new URL('../..', script).href.replace(/\/$/, '');
}
