import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  NEVER_ANSWER,
  ScriptedRegistry,
  slowly,
  type Script,
} from '../libs/oci/src/registry/testing/scripted-registry.js';
import { Cluster, type NodeContainer, Registry, until } from '../sandbox/index.js';
import { PauseWatch } from './peers/pause-watch.js';
import { machine } from './setup/machine.js';

const IP = '127.0.0.2';
const UPLOADS = /\/blobs\/uploads\//;
const MANIFESTS = /\/manifests\//;
const BUDGET_MS = 1_500;
/** Maximum pause without any wait for a registry, on a busy machine. */
const SHORT_PAUSE_MS = 4_000;

/** A script only for direct uploads: Docker Engine sends no range. */
function ranged(script: Script): Script {
  return (call) => (call.request.headers['content-range'] ? script(call) : call.usual());
}

/** Whatever a registry answers, the container resumes soon, and the commit ends with the reason. */
describe('a commit to a registry that', () => {
  const { engine } = machine();
  let registry: ScriptedRegistry;
  let cluster: Cluster;
  let container: NodeContainer;
  let watch: PauseWatch;
  let base: string;

  beforeAll(async () => {
    cluster = await Cluster.start({
      engine,
      registry: new Registry('127.0.0.1:1'),
      ips: [IP],
      agent: { pause_budget_ms: BUDGET_MS, push_patience: 2 },
    });
  });

  afterAll(() => cluster?.stop());

  beforeEach(async () => {
    registry = await ScriptedRegistry.start();
    base = `${registry.address}/answers/base:1`;
    await engine.tag('sandbox/busybox:latest', base);
    await engine.push(base);
    container = await engine.run({ image: base });
    await container.shell('dd if=/dev/urandom of=/bulk bs=1M count=40 2>/dev/null');
    registry.reset();
    watch = new PauseWatch(engine, container);
  });

  afterEach(async () => {
    expect(await container.isPaused()).toBe(false);
    await container.remove();
    await engine.removeImage(base);
    await registry.stop();
  });

  async function begin(fields: object = {}): Promise<string> {
    const image = `${registry.address}/answers/saved:1`;
    const { body } = await cluster.shield.client.submit({ ip: IP, container: container.name, image, ...fields });
    return body.id;
  }

  async function commit(fields: object = {}) {
    return cluster.shield.client.ended(await begin(fields));
  }

  const longest = async () => Math.max(...(await watch.pauses()).map(({ length }) => length));

  it('never answers a PATCH falls back, and the next first commit goes to the engine at once', async () => {
    registry.script('PATCH', UPLOADS, ranged(NEVER_ANSWER));
    expect(await commit()).toMatchObject({ status: 'SUCCEEDED', verified_by: 'head' });
    expect(await watch.pauses()).toHaveLength(2);
    expect(await longest()).toBeLessThan(BUDGET_MS + SHORT_PAUSE_MS);
    const again = new PauseWatch(engine, container);
    const { status, status_msg } = await commit({ image: `${registry.address}/answers/other:1` });
    expect([status, status_msg]).toEqual(['SUCCEEDED', expect.stringContaining('too slow for a direct commit')]);
    expect(await again.pauses()).toHaveLength(1);
    expect(registry.requests('PATCH').filter(({ headers }) => headers['content-range'])).toHaveLength(1);
  });

  it('accepts 2 MB/s fails with registry_slow if paths are excluded', async () => {
    registry.script('PATCH', UPLOADS, ranged(slowly(2_000_000)));
    expect(await commit({ exclude: ['/tmp'] })).toMatchObject({ status: 'FAILED', error_code: 'registry_slow' });
    expect(await watch.pauses()).toHaveLength(1);
    expect(await longest()).toBeLessThan(BUDGET_MS + SHORT_PAUSE_MS);
  });

  it.each([
    ['POST', 412, 'registry_policy'],
    ['POST', 405, 'registry_read_only'],
    ['POST', 400, 'registry_refused'],
    ['PUT', 400, 'registry_manifest_invalid'],
  ])('refuses the %s with %i ends the commit after one short pause', async (method, status, code) => {
    registry.refuse(method, method === 'POST' ? UPLOADS : MANIFESTS, status, '<html>');
    expect(await commit()).toMatchObject({ status: 'FAILED', error_code: code });
    expect(await watch.pauses()).toHaveLength(1);
    expect(await longest()).toBeLessThan(SHORT_PAUSE_MS);
  });

  it('refuses ranges resumes the container at once, and the engine pushes', async () => {
    registry.script('PATCH', UPLOADS, ({ request, response, usual }) =>
      request.headers['content-range'] ? request.resume().on('end', () => response.writeHead(416).end()) : usual(),
    );
    expect(await commit()).toMatchObject({ status: 'SUCCEEDED' });
    expect(await watch.pauses()).toHaveLength(2);
    expect(await longest()).toBeLessThan(SHORT_PAUSE_MS);
    const refused = await commit({ exclude: ['/tmp'], image: `${registry.address}/answers/other:1` });
    expect(refused).toMatchObject({ status: 'FAILED', error_code: 'registry_upload_refused' });
  });

  it('answers a range that does not move gets each byte once', async () => {
    registry.script('PATCH', UPLOADS, ({ usual }) => usual({ headers: { range: '0-8388607' } }));
    expect(await commit()).toMatchObject({ status: 'SUCCEEDED' });
    expect(registry.requests('PATCH').reduce((sum, { bytes }) => sum + bytes, 0)).toBeLessThan(50 * 2 ** 20);
    expect(await watch.pauses()).toHaveLength(1);
  });

  it('answers nothing, not even the cancel of an upload, does not delay a cancel', async () => {
    registry.script('PATCH', UPLOADS, NEVER_ANSWER).script('DELETE', UPLOADS, NEVER_ANSWER);
    const id = await begin();
    await until('the upload', 60, () => Promise.resolve(registry.requests('PATCH').length > 0));
    const from = Date.now();
    await cluster.shield.client.cancel(id);
    await until('the container to be resumed', 10, async () => !(await container.isPaused()));
    expect(Date.now() - from).toBeLessThan(BUDGET_MS);
    expect(await cluster.shield.client.ended(id)).toMatchObject({ status: 'FAILED', error_code: 'cancelled' });
  });

  it('refuses HEAD is verified by GET, and by the push if it refuses both', async () => {
    registry.refuse('HEAD', /^\/v2\/./, 405);
    expect(await commit()).toMatchObject({ status: 'SUCCEEDED', verified_by: 'get' });
    registry.refuse('GET', /\/manifests\/2$/, 403);
    const image = `${registry.address}/answers/saved:2`;
    expect(await commit({ image })).toMatchObject({ status: 'SUCCEEDED', verified_by: 'push' });
  });
});
