/**
 * Makes a Debian machine ready for what a command needs, and says in a line what it did.
 *
 * Usage: node scripts/ready.mjs [check|build|demo|containers|test|bench|all]
 */
import { makeReady } from './ready/ready.mjs';

makeReady(process.argv[2] ?? 'check');
