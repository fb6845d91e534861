import { lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Finding } from './finding.js';
import type { ProductionPackage } from './production-packages.js';

const MEBIBYTE = 2 ** 20;

/** Checks the size of the installed release. */
export function checkSize(packages: readonly Pick<ProductionPackage, 'folder'>[], limit: number): Finding {
  const sizes = packages.map(({ folder }) => sizeOf(folder));
  const size = sizes.reduce((sum, each) => sum + each, 0) / MEBIBYTE;
  const summary = `${size.toFixed(1)} MiB of at most ${limit} MiB`;
  const problem = `The production packages take ${size.toFixed(1)} MiB, more than ${limit} MiB.`;
  return { summary, problems: size <= limit ? [] : [problem] };
}

/** Total file size of a package, without nested packages, in bytes. */
function sizeOf(folder: string): number {
  let size = 0;
  for (const name of readdirSync(folder)) {
    if (name === 'node_modules') continue;
    const path = join(folder, name);
    const status = lstatSync(path);
    size += status.isDirectory() ? sizeOf(path) : status.size;
  }
  return size;
}
