/**
 * Installs the prerequisites of a command on a Debian machine, and reports each installation in one line.
 *
 * Usage: node scripts/ready.mjs [check|build|demo|containers|test|engines|bench|release|all]
 */
import { makeReady } from './ready/ready.mjs';

makeReady(process.argv[2] ?? 'check');
