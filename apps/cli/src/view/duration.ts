const [MINUTE, HOUR, DAY] = [60, 3_600, 86_400];

/** Formats a duration in its two largest units. */
export function duration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < MINUTE) return `${whole} s`;
  if (whole < HOUR) return `${Math.floor(whole / MINUTE)} min ${whole % MINUTE} s`;
  if (whole < DAY) return `${Math.floor(whole / HOUR)} h ${Math.floor((whole % HOUR) / MINUTE)} min`;
  return `${Math.floor(whole / DAY)} d ${Math.floor((whole % DAY) / HOUR)} h`;
}

/** Formats the time since a moment. */
export function age(moment: string, now = Date.now()): string {
  return `${duration((now - Date.parse(moment)) / 1000)} ago`;
}
