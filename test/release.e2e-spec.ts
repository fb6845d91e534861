import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { readAudit } from '../scripts/release/audit.js';
import { checkLicences } from '../scripts/release/licences.js';
import { productionPackages } from '../scripts/release/production-packages.js';
import { checkSize } from '../scripts/release/size.js';
import { checkVersion } from '../scripts/release/version.js';
import { Folder } from '../sandbox/index.js';

const ROOT = join(import.meta.dirname, '..');
const folder = new Folder('r');

afterAll(() => folder.remove());

describe('the release check', () => {
  it('finds the packages of a release, and none for development', () => {
    const names = productionPackages(ROOT).map(({ manifest }) => manifest.name);
    expect(names).toEqual(expect.arrayContaining(['@nestjs/core', 'dockerode', 'libsql']));
    for (const name of ['jest', 'typescript', 'kubernetes-models']) expect(names).not.toContain(name);
  });

  it('allows every licence of them', () => {
    expect(checkLicences(productionPackages(ROOT)).problems).toEqual([]);
  });

  const named = (fields: object) => [{ manifest: { name: 'x', version: '1.0.0', ...fields } }];

  it.each([
    [{ license: 'MIT' }],
    [{ license: { type: 'ISC' } }],
    [{ licenses: [{ type: 'GPL-3.0' }, { type: 'MIT' }] }],
    [{ license: '(GPL-3.0 OR Apache-2.0)' }],
    [{ license: 'MIT AND BSD-3-Clause' }],
  ])('allows %j', (fields) => {
    expect(checkLicences(named(fields)).problems).toEqual([]);
  });

  it.each([
    [{ license: 'GPL-3.0-only' }],
    [{ license: 'MIT AND GPL-3.0' }],
    [{ license: 'SEE LICENSE IN LICENSE.md' }],
    [{ license: '' }],
    [{}],
  ])('names the package with %j', (fields) => {
    expect(checkLicences(named(fields)).problems).toEqual([expect.stringMatching(/^x 1\.0\.0 has the licence ".+"/)]);
  });

  it('sums the sizes of the packages, each once', () => {
    folder.write('heavy/package.json', Buffer.alloc(2 ** 20));
    folder.write('heavy/node_modules/inner/index.js', Buffer.alloc(2 ** 20));
    const packages = [{ folder: folder.at('heavy') }];
    expect(checkSize(packages, 1)).toEqual({ summary: '1.0 MiB of at most 1 MiB', problems: [] });
    expect(checkSize(packages, 0.5).problems).toEqual([expect.stringContaining('more than 0.5 MiB')]);
  });

  it('requires one version everywhere', () => {
    const write = (file: string, text: string) => folder.write(`tree/${file}`, text);
    write('package.json', '{"version": "1.2.3"}');
    write('package-lock.json', '{"version": "1.2.3"}');
    write('charts/image-factory/Chart.yaml', 'version: 1.2.3\nappVersion: 1.2.3\n');
    write('Dockerfile', 'LABEL org.opencontainers.image.version=1.2.3 a=b\n');
    write('CHANGELOG.md', '# Changelog\n\n## Unreleased\n\n## 1.2.3 (2026-01-01)\n');
    expect(checkVersion(folder.at('tree'))).toEqual({ summary: '1.2.3', problems: [] });
    write('charts/image-factory/Chart.yaml', 'version: 1.2.2\nappVersion: 1.2.4\n');
    write('Dockerfile', 'LABEL a=b org.opencontainers.image.version=1.2.5\n');
    write('CHANGELOG.md', '# Changelog\n\n## 1.2.30 (2026-01-01)\n');
    expect(checkVersion(folder.at('tree')).problems).toEqual([
      'version in Chart.yaml is 1.2.2, but package.json has 1.2.3.',
      'appVersion in Chart.yaml is 1.2.4, but package.json has 1.2.3.',
      'the label in Dockerfile is 1.2.5, but package.json has 1.2.3.',
      expect.stringContaining('CHANGELOG.md has no heading "## 1.2.3"'),
    ]);
  });

  it('has chart and images at the version of the package today', () => {
    expect(checkVersion(ROOT).problems.filter((problem) => !problem.startsWith('CHANGELOG'))).toEqual([]);
  });

  it.each([
    ['no vulnerability', { metadata: { vulnerabilities: { high: 0, total: 0 } } }, []],
    ['some', { metadata: { vulnerabilities: { low: 2, high: 1, total: 3 } } }, [/reports 2 low, 1 high/]],
    ['no network', { message: 'request failed', error: { summary: '' } }, [/could not query.*request failed/]],
    ['no answer', {}, [/could not query/]],
  ])('parses the report of npm audit with %s', (_, report, problems) => {
    const expected = problems.map((problem) => expect.stringMatching(problem));
    expect(readAudit(JSON.stringify(report)).problems).toEqual(expected);
  });

  it('treats an empty report as a failure', () => {
    expect(readAudit('').problems).toEqual([expect.stringMatching(/could not query/)]);
  });

  it('is offered by package.json', () => {
    const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
      scripts: Record<string, string>;
    };
    expect(scripts['release:check']).toContain('scripts/release-check.ts');
  });
});
