import { ExitCode } from '../exit-code.js';

/**
 * Has Ctrl-C tell what goes on without this process before it ends it.
 * @returns lets Ctrl-C end the process in silence again
 */
export function onInterrupt(tell: () => void): () => void {
  const end = () => {
    tell();
    process.exit(ExitCode.interrupted);
  };
  process.once('SIGINT', end);
  return () => process.off('SIGINT', end);
}
