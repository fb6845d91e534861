import { ExitCode } from '../exit-code.js';

/**
 * Makes Ctrl-C print what keeps running on the shield before it ends the process.
 * @returns a function that restores the default behaviour of Ctrl-C
 */
export function onInterrupt(tell: () => void): () => void {
  const end = () => {
    tell();
    process.exit(ExitCode.interrupted);
  };
  process.once('SIGINT', end);
  return () => process.off('SIGINT', end);
}
