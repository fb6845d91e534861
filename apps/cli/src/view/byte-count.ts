const UNITS = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'] as const;

/** From here on a figure with one digit after the point would read 1000.0. */
const NEXT_UNIT = 999.95;

/** Bytes as `docker` shows them: in powers of 1000, with one digit after the point. */
export function byteCount(bytes: number): string {
  let [figure, power] = [bytes, 0];
  for (; figure >= NEXT_UNIT && power < UNITS.length - 1; power++) figure /= 1000;
  return `${figure.toFixed(power === 0 ? 0 : 1)} ${UNITS[power]}`;
}
