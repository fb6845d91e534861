/**
 * Prints "N passed, N failed" from a Jest result file; a test file that could not run counts as a failure.
 * Exits with a non-zero code if anything failed or nothing ran.
 *
 * Usage: node scripts/tally.mjs RESULT.json
 */
import { readFileSync } from 'node:fs';

const { passed, failed } = tally(process.argv[2]);
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 && passed > 0 ? 0 : 1);

function tally(file) {
  try {
    const { numPassedTests, numFailedTests, numRuntimeErrorTestSuites } = JSON.parse(readFileSync(file, 'utf8'));
    return { passed: numPassedTests, failed: numFailedTests + numRuntimeErrorTestSuites };
  } catch {
    // Jest exited before it wrote a result.
    return { passed: 0, failed: 1 };
  }
}
