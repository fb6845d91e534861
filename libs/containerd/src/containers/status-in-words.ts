const UNITS = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
  ['second', 1],
] as const;

/** State of a container with its age: `Running, created 3 minutes ago`. containerd keeps the time of creation only. */
export function statusInWords(state: string, createdAt: Date, now: Date): string {
  const seconds = Math.max(Math.floor((now.getTime() - createdAt.getTime()) / 1000), 0);
  const [unit, length] = UNITS.find(([, each]) => seconds >= each) ?? ['second', 1];
  const count = Math.floor(seconds / length);
  const age = `created ${count} ${unit}${count === 1 ? '' : 's'} ago`;
  const words = state === 'created' ? age : `${state}, ${age}`;
  return `${words[0]?.toUpperCase()}${words.slice(1)}`;
}
