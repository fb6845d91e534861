/** Environment variables by name. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The environment of the process; no other module reads it. */
export function environment(): Environment {
  return process.env;
}
