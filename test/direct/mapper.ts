import { execFileSync } from 'node:child_process';
import type { Folder } from '../../sandbox/index.js';

/** Compiles `mapper.c` so that it runs in every container. @returns path of the program */
export function compileMapper(folder: Folder): string {
  const program = folder.at('mapper');
  execFileSync('gcc', ['-static', '-O2', '-Wall', '-o', program, 'test/direct/mapper.c']);
  return program;
}
