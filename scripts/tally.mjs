/**
 * Prints "N passed, N failed" from a result that Jest wrote; a file of tests that could not be run counts as a failure.
 * The exit code is other than zero when anything failed or nothing ran.
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
    // Jest ended before it wrote a result.
    return { passed: 0, failed: 1 };
  }
}
