import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { Folder } from '../sandbox/index.js';

const ROOT = join(import.meta.dirname, '..');
const { bin } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { bin: Record<string, string> };
const folder = new Folder('u');

afterAll(() => folder.remove());

const unit = (name: string) => readFileSync(join(ROOT, 'deploy/systemd', `image-factory-${name}.service`), 'utf8');

/** The values of a setting, in order. */
function settings(text: string, key: string): string[] {
  return text.split('\n').flatMap((line) => (line.startsWith(`${key}=`) ? [line.slice(key.length + 1)] : []));
}

/** Runs systemd-analyze on a unit, with the command replaced by one that this machine has. */
function analyze(name: string, text: string, ...args: string[]): Promise<{ code: number; output: string }> {
  const file = folder.write(`${name}.service`, text.replace(/^ExecStart=\S+/m, `ExecStart=${process.execPath}`));
  return new Promise((resolve) => {
    execFile('systemd-analyze', [...args, file], (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, output: `${stdout}${stderr}` });
    });
  });
}

describe.each([
  ['shield', 15],
  ['agent', 35],
])('the unit of the %s', (name, exposure) => {
  it('is accepted by systemd', async () => {
    expect(await analyze(name, unit(name), 'verify')).toEqual({ code: 0, output: '' });
  });

  it('with an unknown setting is rejected', async () => {
    const { output } = await analyze(name, unit(name).replace('NoNewPrivileges', 'NoNewPrivilege'), 'verify');
    expect(output).toMatch(/Unknown key.*NoNewPrivilege/);
  });

  it(`is exposed by no more than ${exposure / 10} of 10`, async () => {
    const args = ['security', '--offline=true', '--no-pager', `--threshold=${exposure}`];
    expect((await analyze(name, unit(name), ...args)).code).toBe(0);
    expect((await analyze(name, unit(name), ...args.slice(0, -1), '--threshold=5')).code).not.toBe(0);
  });

  it('starts the command of the package with its configuration', () => {
    expect(settings(unit(name), 'ExecStart')).toEqual([
      `/usr/local/bin/${name} --config /etc/image-factory/${name}.json`,
    ]);
    expect(Object.keys(bin)).toContain(name);
  });
});

it('an agent may write the control groups, as in the chart', () => {
  const chart = readFileSync(join(ROOT, 'charts/image-factory/templates/agent/_runtime.tpl'), 'utf8');
  expect(chart).toContain('"path" "/sys/fs/cgroup" "readOnly" false');
  expect(settings(unit('agent'), 'ProtectControlGroups')).toEqual(['no']);
  expect(settings(unit('shield'), 'ProtectControlGroups')).toEqual(['yes']);
});

it('an agent has the same capabilities as in the chart', () => {
  const chart = readFileSync(join(ROOT, 'charts/image-factory/templates/agent/_security.tpl'), 'utf8');
  const added = /add:\n(?<list>(?: +- [A-Z_]+\n)+)/.exec(chart)?.groups?.list?.match(/[A-Z_]+/g);
  expect(settings(unit('agent'), 'CapabilityBoundingSet')).toEqual([added?.map((name) => `CAP_${name}`).join(' ')]);
});
