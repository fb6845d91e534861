const DAY_MS = 86_400_000;
const DATE_AND_TIME = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'medium' });
const DATE = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium' });

/** Formats a moment in full, in the user's time zone. */
export function inFull(moment: string): string {
  return DATE_AND_TIME.format(Date.parse(moment));
}

/** Formats a moment as relative time up to one day, then as a date. Tolerates clock skew between shield and browser. */
export function ago(moment: string, now: number): string {
  const passed = now - Date.parse(moment);
  if (passed >= DAY_MS) return DATE.format(Date.parse(moment));
  if (passed < 10_000) return 'just now';
  if (passed < 60_000) return `${Math.floor(passed / 10_000)}0 s ago`;
  if (passed < 3_600_000) return `${Math.floor(passed / 60_000)} min ago`;
  return `${Math.floor(passed / 3_600_000)} h ago`;
}
