/** Environment variables by their names. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The environment of the process, read here and nowhere else. */
export function environment(): Environment {
  return process.env;
}
