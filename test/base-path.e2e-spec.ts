import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { OpenAPIObject } from '@nestjs/swagger';
import type { Browser } from 'playwright-core';
import { AgentProcess, Folder, JsonClient, type NodeContainer, ShieldProcess } from '../sandbox/index.js';
import { FactoryProcess } from './cli/factory-process.js';
import { startChromium } from './console/chromium.js';
import { Visitor } from './console/visitor.js';
import { type PathHandling, PrefixProxy } from './peers/prefix-proxy.js';
import { machine } from './setup/machine.js';

const PREFIX = '/platform/image-factory';
const NAME = 'below-a-prefix';

describe.each<[PathHandling, string]>([
  ['keeps', PREFIX],
  ['strips', PREFIX],
  // The shield does not know the prefix: the API and the console work, but Swagger UI and Location need base_path.
  ['strips', '/'],
])('behind a proxy that %s the prefix, with base_path %s', (handling, basePath) => {
  const { engine, registry } = machine();
  const home = new Folder('b');
  let browser: Browser;
  let shield: ShieldProcess;
  let proxy: PrefixProxy;
  let agent: AgentProcess;
  let container: NodeContainer;
  let client: JsonClient;

  const isKnown = basePath === PREFIX;
  const image = (tag: string) => registry.image(`prefix/${handling}-${isKnown}:${tag}`);

  beforeAll(async () => {
    browser = await startChromium(home);
    shield = await ShieldProcess.start({ configuration: { base_path: basePath } });
    proxy = await PrefixProxy.start(shield.address, PREFIX, handling);
    agent = await AgentProcess.start({ shield: proxy, engine });
    container = await engine.run({ name: NAME });
    client = new JsonClient(proxy.address);
    await agent.registered(shield);
  });

  afterAll(async () => {
    await browser?.close();
    await container?.remove();
    await agent?.stop();
    await proxy?.[Symbol.asyncDispose]();
    await shield?.stop();
    home.remove();
  });

  it('serves the console, which requests nothing outside of the prefix', async () => {
    await using visitor = await Visitor.come(browser, proxy.address);
    const { page } = visitor;
    await visitor.save(NAME, { Image: image('console') });
    await page.getByText('Saved', { exact: true }).waitFor();
    await page.getByRole('link', { name: `Details of saving ${NAME}` }).click();
    await page.getByText(`docker pull ${image('console')}`).waitFor();
    expect(page.url()).toMatch(new RegExp(`^${proxy.address}/#/commits/`));
    const icon = "document.querySelector('header img').naturalWidth";
    expect(await page.evaluate(icon)).toBeGreaterThan(0);
    await page.getByRole('link', { name: 'API' }).click();
    await page.getByRole('heading', { name: /Image Factory: shield/ }).waitFor();
    expect(page.url()).toBe(`${proxy.address}/docs`);
    expect(visitor.offences).toEqual([]);
  });

  it('serves v1, v2, health, metrics and the OpenAPI document', async () => {
    const order = { ip: agent.ip, container: NAME, image: image('v1') };
    const { status, body } = await client.post<{ transaction_id: string }>('/v1/commit/sync', order);
    expect([status, body]).toMatchObject([201, { success: true }]);
    // The fast path of query and the path through the controller.
    for (const query of [`transaction_id=${body.transaction_id}`, `transaction_id=${NAME}&x=1`, 'transaction_id=none'])
      expect((await client.get(`/v1/commit/query?${query}`)).body).toMatchObject({
        success: query !== 'transaction_id=none',
      });
    for (const path of ['/health/live', '/health/ready', '/metrics', '/docs-json', '/v2/agents?', '/?x=1', ''])
      expect([path, (await client.get(path)).status]).toEqual([path, 200]);
    expect(await client.get('/v2/nothing')).toMatchObject({ status: 404, body: { code: 'not_found' } });
    // A proxy that strips its prefix leaves the second one to a shield that knows it.
    const isServed = handling === 'strips' && isKnown;
    expect((await client.get(`${PREFIX}/v2/agents`)).status).toBe(isServed ? 200 : 404);
  });

  it('serves the same paths without the prefix to direct clients', async () => {
    expect(await shield.client.get('/v2/agents')).toMatchObject({ status: 200 });
    expect(await shield.client.get('/health/live')).toMatchObject({ status: 200 });
  });

  it('serves the CLI, including events', async () => {
    const environment = { FACTORY_SHIELD: `${proxy.address}/` };
    const args = ['save', `${agent.ip}/${NAME}`, image('cli'), '--wait'];
    const { code, stderr } = await new FactoryProcess(args, { environment }).ended();
    expect([code, stderr]).toEqual([0, '']);
  });

  (isKnown ? it : it.skip)('says where a save is, and where the API is', async () => {
    const order = { ip: agent.ip, container: NAME, image: image('v2') };
    const { headers } = await client.post('/v2/commits', order);
    const location = headers.get('location')!;
    expect(location.startsWith(`${PREFIX}/v2/commits/`)).toBe(true);
    const commit = await new JsonClient(proxy.origin).get(`${location}?wait=60`);
    expect(commit).toMatchObject({ status: 200, body: { state: 'succeeded' } });
    expect((await client.get<OpenAPIObject>('/docs-json')).body.servers).toEqual([{ url: PREFIX }]);
  });

  (isKnown ? it : it.skip)('serves Swagger UI, which sends calls below the prefix', async () => {
    await using visitor = await Visitor.come(browser, proxy.address);
    await visitor.go('/docs#/v2%2Fagents');
    const { page } = visitor;
    const operation = page.locator('.opblock', { has: page.locator('[data-path="/v2/agents"]') });
    await operation.locator('.opblock-summary').click();
    await operation.getByRole('button', { name: 'Execute' }).click();
    await operation.locator('.live-responses-table').getByText('200', { exact: true }).first().waitFor();
    await operation.getByText(`"ip": "${agent.ip}"`).first().waitFor();
    expect(visitor.offences).toEqual([]);
  });

  (isKnown ? it : it.skip)('serves the console also where the slash at the end is missing', async () => {
    await using visitor = await Visitor.come(browser, proxy.address);
    await visitor.page.goto(proxy.address);
    await visitor.button(`Save ${NAME}`).waitFor();
    expect(visitor.offences.filter((offence) => offence !== proxy.address)).toEqual([]);
  });
});
