/** Path of the parent directory; the root is the empty path. */
export function parentOf(path: string): string {
  return path.slice(0, Math.max(path.lastIndexOf('/'), 0));
}

/** Last component of a path. */
export function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** Whether a path equals one of the paths or is below one. */
export function isWithin(path: string, paths: ReadonlySet<string>): boolean {
  for (let at = path; at && paths.size > 0; at = parentOf(at)) if (paths.has(at)) return true;
  return false;
}
