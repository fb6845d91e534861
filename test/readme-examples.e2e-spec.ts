import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import {
  Folder,
  importBaseImage,
  type NodeContainer,
  type Pod,
  PrivateContainerd,
  ShieldProcess,
} from '../sandbox/index.js';
import { machine } from './setup/machine.js';

jest.setTimeout(120_000);

const ROOT = join(import.meta.dirname, '..');

const LIBRARIES = readdirSync(join(ROOT, 'libs'), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

/** What each example prints, in part; a library without an entry fails. */
const OUTPUT: Readonly<Record<string, RegExp>> = {
  client: /^$/,
  commit: /digest: 'sha256:.*Committed directly /s,
  containerd: /default\/notebook\/work running\n.*\/snapshots\/\d+\/fs/s,
  contracts: /^image \{/m,
  docker: /^readme-notebook running$/m,
  errors: /^502 false The registry refused https:\/\/\*\*\*@r\.example\.com\/v2\/\.$.*\*\*\*$/ms,
  oci: /^sha256:[0-9a-f]{64} 2$/m,
  resilience: /^$/,
  runtime: /\/changed/,
  service: /^9100 \{ 'x-request-id': 'req-1' \}$/m,
};

/** Calls the function that the example of the ports exports, on Docker. */
const CALLS: Readonly<Record<string, string>> = {
  runtime: `
import { DockerEngine, DockerHost, DockerRuntime } from '@image-factory/docker';
const docker = new DockerRuntime(new DockerEngine(DockerHost.parse({ host: 'unix:///var/run/docker.sock' })));
console.log(await changedPaths(docker, 'notebook-alice'));`,
};

/** The example in the README of each library runs as it is, but for addresses and names. */
describe('the example of', () => {
  const { engine, registry } = machine();
  const state = new Folder('s');
  const names = new Map<string, string>();
  let examples: string;
  let container: NodeContainer;
  let shield: ShieldProcess;
  let containerd: PrivateContainerd;
  let pod: Pod;

  beforeAll(async () => {
    // In the project, so that imports resolve.
    examples = mkdtempSync(join(ROOT, 'test/readme-'));
    const image = registry.image('alice/base:1');
    await importBaseImage(engine.api, { reference: image });
    await engine.push(image);
    container = await engine.run({ name: 'readme-notebook', image });
    await container.shell('echo 1 > /changed');
    shield = await ShieldProcess.start();
    containerd = await PrivateContainerd.start();
    pod = await containerd.pod({ name: 'notebook', namespace: 'default' });
    await pod.start({ name: 'work' });
    names.set('unix:///var/run/docker.sock', engine.host);
    names.set('127.0.0.1:5000', registry.address);
    names.set('http://127.0.0.1:9001', shield.address);
    names.set('/run/containerd/containerd.sock', containerd.socket);
    names.set('/var/lib/image-factory', state.path);
    names.set('/var/lib/agent', state.path);
    names.set('notebook-alice', container.name);
  });

  afterAll(async () => {
    if (examples) rmSync(examples, { recursive: true });
    await shield?.stop();
    await containerd?.stop();
    await container?.remove();
    state.remove();
  });

  const exampleOf = (library: string): string => {
    const [, code] = /^```ts\n(.*?)^```$/ms.exec(readFileSync(join(ROOT, 'libs', library, 'README.md'), 'utf8')) ?? [];
    expect(code).toBeDefined();
    const whole = code! + (CALLS[library] ?? '');
    return [...names].reduce((text, [shown, real]) => text.replaceAll(shown, real), whole);
  };

  it.each(LIBRARIES)('%s runs', async (library) => {
    const file = join(examples, `${library}.ts`);
    writeFileSync(file, exampleOf(library));
    const { stdout, stderr } = await promisify(execFile)(process.execPath, ['--import', 'tsx', file], { cwd: ROOT });
    expect(stderr).toBe('');
    expect(OUTPUT).toHaveProperty(library);
    expect(stdout).toMatch(OUTPUT[library]!);
  });
});
