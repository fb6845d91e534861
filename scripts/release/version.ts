import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { load } from 'js-yaml';
import type { Finding } from './finding.js';

/** Checks that all copies of the version in package.json match it. */
export function checkVersion(root: string): Finding {
  const read = (file: string) => readFileSync(join(root, file), 'utf8');
  const { version } = JSON.parse(read('package.json')) as { version: string };
  const chart = load(read('charts/image-factory/Chart.yaml')) as { version: string; appVersion: string };
  const repeated = {
    'package-lock.json': (JSON.parse(read('package-lock.json')) as { version: string }).version,
    'version in Chart.yaml': chart.version,
    'appVersion in Chart.yaml': chart.appVersion,
    'the label in Dockerfile': /org\.opencontainers\.image\.version=(\S+)/.exec(read('Dockerfile'))?.[1],
  };
  const problems = Object.entries(repeated)
    .filter(([, other]) => other !== version)
    .map(([where, other]) => `${where} is ${other}, but package.json has ${version}.`);
  const headings = read('CHANGELOG.md').match(/^## .*$/gm) ?? [];
  if (!headings.some((heading) => heading.startsWith(`## ${version} `) || heading === `## ${version}`)) {
    problems.push(`CHANGELOG.md has no heading "## ${version}": rename "Unreleased" to the version and a date.`);
  }
  return { summary: version, problems };
}
