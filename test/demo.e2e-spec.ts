import { execFile } from 'node:child_process';
import { cpSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, describe, expect, it } from '@jest/globals';
import { commitAndShow } from '../demo/commit.js';
import { invite } from '../demo/invitation.js';
import { Screen } from '../demo/screen.js';
import { ON_CONTAINERD, type Stage, setStage } from '../demo/stage.js';
import { Stopwatch } from '../demo/stopwatch.js';
import { dockerBuild } from '../sandbox/docker-build.js';
import { Folder, stopAll } from '../sandbox/index.js';

const ROOT = join(import.meta.dirname, '..');
const folder = new Folder('d');

afterAll(() => folder.remove());

const script = (name: string, ...lines: string[]) => folder.write(name, ['#!/bin/sh', ...lines, ''].join('\n'), 0o755);

describe('the build of the images for the demo', () => {
  async function failure(program: string, timeoutMs?: number): Promise<[error: string, progress: string[]]> {
    const progress: string[] = [];
    const onProgress = (text: string) => progress.push(text);
    const build = dockerBuild({ host: 'unix:///nowhere', args: ['.'], onProgress, program, timeoutMs });
    const error = await build.then(
      () => new Error('none'),
      (reason: unknown) => reason as Error,
    );
    return [error.message, progress];
  }

  it('reports its limit and the step that exceeded it', async () => {
    const slow = script('slow', "echo 'Step 1/9 : ARG BASE'", "echo 'Step 4/9 : RUN npm ci'", 'exec sleep 60');
    expect(await failure(slow, 2000)).toEqual([
      expect.stringMatching(/^docker build took longer than its limit of 2 s in "Step 4\/9 : RUN npm ci"\./),
      ['Step 1/9 : ARG BASE', 'Step 4/9 : RUN npm ci'],
    ]);
  });

  it('reports the failed step, and quotes the end of the output', async () => {
    const noise = 'i=0; while [ $i -lt 500 ]; do echo "npm warn $i"; i=$((i+1)); done';
    const failing = script('failing', "echo '#7 [build 4/4] RUN npm ci'", noise, 'echo "npm error E404" >&2', 'exit 7');
    const [message] = await failure(failing);
    expect(message).toMatch(/^docker build failed with exit code 7 in "#7 \[build 4\/4\] RUN npm ci"\./);
    expect(message).toContain('npm error E404');
    expect(message.split('\n').length).toBeLessThan(20);
  });

  it('fails without a docker command', async () => {
    expect((await failure(folder.at('none')))[0]).toContain('ENOENT');
  });
});

it('the demo commits a pod of containerd', async () => {
  const lines: string[] = [];
  const screen = new Screen((line) => lines.push(line));
  try {
    await commitAndShow(await setStage(screen, ON_CONTAINERD), screen, new Stopwatch());
  } finally {
    await stopAll();
  }
  const text = lines.join('\n');
  expect(text).toMatch(/runtime +private containerd [\d.]+\S*, \S+/);
  expect(text).toMatch(/container +alice\/notebook\/work,/);
  expect(text).toMatch(/SUCCEEDED +Committed directly/);
  expect(text).toMatch(/pulled +1 layer from the registry/);
  expect(text).toMatch(/compared +both files/);
}, 120_000);

it.each([
  [['--runtime', 'podman'], '--runtime is docker or containerd, not podman.'],
  [['--runtime', 'containerd', '--containers'], 'on Docker only'],
])('the demo refuses %j', async (options, sentence) => {
  const demo = promisify(execFile)(process.execPath, ['--import', 'tsx', 'demo/demo.ts', ...options], { cwd: ROOT });
  await expect(demo).rejects.toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining(sentence) });
});

it('the invitation names only buttons that Swagger UI shows', () => {
  const lines: string[] = [];
  const address = 'http://127.0.0.1:9001';
  const [shield, agent] = [{ address }, { address, ip: '127.0.0.2' }];
  const [registry, container] = [{ image: (name: string) => `127.0.0.1:5000/${name}` }, { name: 'notebook-alice' }];
  invite({ shield, agent, registry, container } as unknown as Stage, new Screen((line) => lines.push(line)));
  expect(lines.join('\n')).toContain('press "Execute"');
  expect(lines.join('\n')).not.toContain('Try it out');
});

it('announces each step that takes long', async () => {
  // A source tree without packages and without a build, with npm and apt-get stubs that only report their calls.
  cpSync(join(ROOT, 'scripts/ready'), folder.at('tree/scripts/ready'), { recursive: true });
  folder.write('tree/package-lock.json', readFileSync(join(ROOT, 'package-lock.json')));
  for (const source of ['apps', 'libs', 'nest-cli.json', 'package.json', 'tsconfig.json'])
    symlinkSync(join(ROOT, source), folder.at('tree', source));
  const ran = folder.write('ran', '');
  for (const name of ['npm', 'apt-get', 'apt-cache']) script(`bin/${name}`, `echo "${name} $*" >> ${ran}`);
  const run = `import { makeReady } from ${JSON.stringify(folder.at('tree/scripts/ready/ready.mjs'))}; makeReady('build');`;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', run], {
    env: { PATH: `${folder.at('bin')}:${process.env.PATH}` },
  });
  expect(stdout.replaceAll(/\d+\.\d s/g, 'N s').split('\n')).toEqual([
    'ready: npm packages: npm ci, which can take some minutes ...',
    'ready: npm packages: installed (N s)',
    'ready: build: building shield, agent, command line and console, which can take some minutes ...',
    'ready: build: done (N s)',
    '',
  ]);
  expect(readFileSync(ran, 'utf8')).toBe('npm ci --no-audit --no-fund\nnpm run build\n');
});
