const BYTE_UNITS = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'] as const;

/** From this value on, a number with one decimal would be printed as 1000.0. */
const NEXT_UNIT = 999.95;

const [MINUTE_S, HOUR_S, DAY_S] = [60, 3_600, 86_400];

/** Formats bytes as `docker` does: powers of 1000, one decimal. */
export function formatBytes(bytes: number): string {
  let [figure, power] = [bytes, 0];
  for (; figure >= NEXT_UNIT && power < BYTE_UNITS.length - 1; power++) figure /= 1000;
  return `${figure.toFixed(power === 0 ? 0 : 1)} ${BYTE_UNITS[power]}`;
}

/** Formats a duration in its two largest units: `3 s`, `2 min 5 s`, `1 h`. Negative durations, from clock skew, are 0 s. */
export function formatDuration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < MINUTE_S) return `${whole} s`;
  if (whole < HOUR_S) return joined(whole / MINUTE_S, 'min', whole % MINUTE_S, 's');
  if (whole < DAY_S) return joined(whole / HOUR_S, 'h', (whole % HOUR_S) / MINUTE_S, 'min');
  return joined(whole / DAY_S, 'd', (whole % DAY_S) / HOUR_S, 'h');
}

/** Formats a count with its noun: `1 file`, `1,834 files`. */
export function formatCount(count: number, noun: string): string {
  return `${count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'}`;
}

function joined(large: number, largeUnit: string, small: number, smallUnit: string): string {
  const rest = Math.floor(small) === 0 ? '' : ` ${Math.floor(small)} ${smallUnit}`;
  return `${Math.floor(large)} ${largeUnit}${rest}`;
}
