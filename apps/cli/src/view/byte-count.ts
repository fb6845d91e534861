const UNITS = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'] as const;

/** From this value on, a number with one decimal would be printed as 1000.0. */
const NEXT_UNIT = 999.95;

/** Formats bytes as `docker` does: powers of 1000, one decimal. */
export function byteCount(bytes: number): string {
  let [figure, power] = [bytes, 0];
  for (; figure >= NEXT_UNIT && power < UNITS.length - 1; power++) figure /= 1000;
  return `${figure.toFixed(power === 0 ? 0 : 1)} ${UNITS[power]}`;
}
