import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { BASE_IMAGE, Cluster, Folder, JsonClient, type NodeContainer, ShieldProcess } from '../sandbox/index.js';
import { startChromium } from './console/chromium.js';
import { Visitor } from './console/visitor.js';
import { machine } from './setup/machine.js';

const NAME = 'console-notebook';
const LARGE = 'console-large';
const STRICT = "default-src 'self';base-uri 'none';form-action 'self';frame-ancestors 'self';object-src 'none'";

/** So much that its save can be looked at. */
const FILL = 'dd if=/dev/urandom of=/bulk bs=1M count=400 2>/dev/null';

/** The page, in a real browser, on the real thing. */
describe('the console', () => {
  const { engine, registry, lockedRegistry } = machine();
  const home = new Folder('c');
  let browser: Browser;
  let cluster: Cluster;
  let container: NodeContainer;
  let large: NodeContainer;

  beforeAll(async () => {
    const image = registry.image('console/base:1');
    await engine.tag(BASE_IMAGE, image);
    await engine.push(image);
    [browser, cluster, container, large] = await Promise.all([
      startChromium(home),
      Cluster.start({ engine, registry }),
      engine.run({ name: NAME, image, create: { Env: ['GITHUB_TOKEN=hunter2'] } }),
      engine.run({ name: LARGE, image }),
    ]);
    await container.write('/root/.ssh/id_rsa', 'hunter2');
    await large.shell(FILL);
  });

  afterAll(async () => {
    await browser?.close();
    await Promise.all([container?.remove(), large?.remove(), cluster?.stop()]);
    await engine.removeImage(registry.image('console/base:1'));
    home.remove();
  });

  const visit = (options = {}) => Visitor.come(browser, cluster.shield.address, options);

  async function saved(fields: object = {}) {
    const order = { ip: cluster.agent.ip, container: NAME, image: registry.image('console/alice:v1'), author: 'alice' };
    const { body } = await cluster.shield.client.save({ ...order, ...fields });
    return (await cluster.shield.client.commit(body.id, 60)).body;
  }

  it('saves a container, from the click until the registry has the image', async () => {
    await using visitor = await visit({ permissions: ['clipboard-read', 'clipboard-write'] });
    const { page, dialog } = visitor;
    await visitor.wantToSave(NAME);
    const suggested = await dialog.getByLabel('Image').inputValue();
    expect(suggested.startsWith(registry.image(`console/${NAME}:20`))).toBe(true);
    await dialog.getByLabel('Image').fill(registry.image('console/first:v1'));
    await dialog.getByLabel('Author').fill('alice');
    await dialog.getByLabel('Note').fill('by hand');
    await visitor.button('Save', dialog).click();

    await page.getByText('Saved', { exact: true }).waitFor();
    expect(await dialog.count()).toBe(0);
    // The keyboard is where it was before the form was opened.
    expect(await page.evaluate('document.activeElement.textContent')).toBe(`Save ${NAME}`);
    const digest = await registry.digest('console/first', 'v1');
    await visitor.button('Copy the digest').click();
    await page.getByText('Copied', { exact: true }).waitFor();
    expect(await page.evaluate('navigator.clipboard.readText()')).toBe(digest);

    await page.getByRole('link', { name: `Details of saving ${NAME}` }).click();
    await page.getByText(`docker pull ${registry.image('console/first:v1')}`).waitFor();
    await page.getByText('by hand').waitFor();
    await page.getByText(digest!, { exact: true }).waitFor();
    expect(visitor.offences).toEqual([]);
  });

  it('shows what would go along, and leaves out what is ticked', async () => {
    await using visitor = await visit();
    const { page, dialog } = visitor;
    await visitor.wantToSave(NAME);
    await dialog.getByText('7 bytes in 1 file').waitFor();
    await dialog.getByRole('checkbox', { name: 'GITHUB_TOKEN' }).check();
    await dialog.getByRole('checkbox', { name: '/root/.ssh/ ' }).check();
    await dialog.getByText('Leave more out').click();
    await dialog.getByLabel('Other paths').fill('/home/*/.cache');
    await dialog.getByLabel('Image').fill(registry.image('console/careful:v1'));
    await visitor.button('Save', dialog).click();
    await page.getByRole('link', { name: `Details of saving ${NAME}` }).click();
    await page.getByText('docker pull').waitFor();
    for (const omission of ['/root/.ssh', '/home/*/.cache', 'GITHUB_TOKEN']) {
      expect(await page.getByText(omission, { exact: true }).count()).toBe(1);
    }
    const { body } = await cluster.shield.client.commits(`image=${registry.image('console/careful:v1')}`);
    expect(body.items).toMatchObject([{ exclude: ['/root/.ssh', '/home/*/.cache'], blank_env: ['GITHUB_TOKEN'] }]);
    expect(visitor.offences).toEqual([]);
  });

  it('shows how far a save is, and stops it when that is meant', async () => {
    await using visitor = await visit();
    const { page, dialog } = visitor;
    await visitor.save(LARGE, { Image: registry.image('console/large:v1'), Author: 'bob' });
    await page
      .getByText(/\d+ % · .+ of .+ · .+\/s · .+ left/)
      .first()
      .waitFor();
    await visitor.button(`Cancel saving ${LARGE}`).click();
    await visitor.button('Go on saving', dialog).click();
    await visitor.button(`Cancel saving ${LARGE}`).click();
    await visitor.button('Cancel this save', dialog).click();
    await page.getByText('Cancelled', { exact: true }).waitFor();
    await page.getByRole('link', { name: `Details of saving ${LARGE}` }).click();
    await page.getByText('cancelled by bob').waitFor();
    expect(await registry.tags('console/large')).toEqual([]);
    expect(visitor.offences).toEqual([]);
  });

  it('says what is wrong with an order and with a save, and what to do', async () => {
    await using visitor = await visit();
    const { page, dialog } = visitor;
    await visitor.wantToSave(NAME);
    await dialog.getByText('Log in to the registry').click();
    await dialog.getByLabel('Image').fill('Registry/Image');
    await dialog.getByLabel('Password or token').fill('secret');
    await visitor.button('Save', dialog).click();
    const refused = dialog.getByRole('alert');
    await refused.getByText('The image reference is not valid').waitFor();
    await refused.getByText('Write it as registry.example.com/path/name:tag').waitFor();
    expect(await dialog.getByLabel('Password or token').inputValue()).toBe('');

    await dialog.getByLabel('Image').fill(lockedRegistry.image('console/refused:v1'));
    await visitor.button('Save', dialog).click();
    await page.getByText('The registry asks for a login', { exact: true }).waitFor();
    await page.getByText('Send hub_user and hub_pwd, or run `docker login` for this registry on the node.').waitFor();
    await page.getByRole('link', { name: `Details of saving ${NAME}` }).click();
    await page.getByText(lockedRegistry.image('console/refused:v1'), { exact: true }).waitFor();
    await page.getByText('Send hub_user and hub_pwd, or run `docker login` for this registry on the node.').waitFor();
    expect(await page.evaluate('JSON.stringify([{ ...localStorage }, { ...sessionStorage }])')).not.toContain('secret');
    expect(visitor.offences).toEqual([]);
  });

  it('finds saves by what is known of them, a page at a time, and keeps the question in the address', async () => {
    await using visitor = await visit();
    const { page } = visitor;
    await saved({ author: 'carol', image: registry.image('console/carol:v1') });
    await saved({ author: 'carol', image: registry.image('console/carol:v2') });
    await saved({ author: 'carol', image: registry.image('console/carol:v3') });
    await page.route('**/v2/commits?limit=30*', (route) =>
      route.continue({ url: route.request().url().replace('limit=30', 'limit=2') }),
    );
    await page.getByRole('link', { name: 'Saves', exact: true }).click();
    await page.getByLabel('Author').fill('carol');
    await page.getByRole('checkbox', { name: 'Saved' }).check();
    const images = page.getByText(/console\/carol:v/);
    await visitor.button('Show older ones').waitFor();
    await page.waitForURL(/#\/saves\?state=succeeded&author=carol$/);
    await images.nth(1).waitFor();
    expect(await images.allTextContents()).toEqual([3, 2].map((n) => registry.image(`console/carol:v${n}`)));
    await visitor.button('Show older ones').click();
    await images.nth(2).waitFor();
    expect(await visitor.button('Show older ones').count()).toBe(0);

    // The link can be sent to somebody else, and what is saved now comes in by itself.
    await page.reload();
    await images.nth(1).waitFor();
    await saved({ author: 'carol', image: registry.image('console/carol:v4') });
    await page.getByText('console/carol:v4').waitFor();
    await page.getByLabel('Image').fill(registry.image('console/carol:v2'));
    await page.getByText('console/carol:v4').waitFor({ state: 'detached' });
    await page.getByLabel('Node').selectOption(cluster.agent.ip);
    await page.getByLabel('Container').fill('another');
    await page.getByText('No save is like that').waitFor();
    await visitor.button('Show all').click();
    await visitor.button('Show older ones').waitFor();
    expect(visitor.offences).toEqual([]);
  });

  it('goes on where it was when the shield was away', async () => {
    await using visitor = await visit();
    const { page } = visitor;
    await page.getByText('Live', { exact: true }).waitFor();
    await saved({ image: registry.image('console/before:v1') });
    await cluster.shield.kill();
    await page.getByText('Connecting…').waitFor();
    const again = page.waitForRequest((request) => request.url().endsWith('/v2/events'));
    await cluster.shield.restart();
    await page.getByText('Live', { exact: true }).waitFor();
    expect(Number(await (await again).headerValue('last-event-id'))).toBeGreaterThan(0);
  });

  it('can be used by everybody, by day and by night', async () => {
    const [failed, succeeded] = await Promise.all([
      saved({ image: lockedRegistry.image('console/refused:v1') }),
      saved({ container: LARGE, image: registry.image('console/large:v2') }),
    ]);
    await using visitor = await visit();
    const { page, dialog } = visitor;
    for (const [path, sign] of [
      ['/#/saves', 'Saved'],
      ['/#/saves?author=nobody', 'No save is like that'],
      [`/#/saves/${failed.id}`, 'The registry asks for a login'],
      [`/#/saves/${succeeded.id}`, succeeded.digest!],
      ['/#/saves/nothing', 'No such save'],
      ['/#/nodes/127.0.0.9', 'No node has the address 127.0.0.9'],
      ['/#/nothing', 'This address shows nothing'],
      ['/#/', NAME],
    ] as const) {
      await visitor.go(path);
      await page.getByText(sign, { exact: true }).last().waitFor();
      expect([path, await visitor.barriers()]).toEqual([path, []]);
    }

    await visitor.save(NAME, { Image: 'Registry/Image' });
    await dialog.getByText('Log in to the registry').click();
    await dialog.getByText('Leave more out').click();
    await dialog.getByRole('alert').waitFor();
    expect(await visitor.barriers()).toEqual([]);
    await page.keyboard.press('Escape');

    await large.shell(FILL);
    await visitor.save(LARGE, { Image: registry.image('console/large:v3') });
    await visitor.button(`Cancel saving ${LARGE}`).click();
    // The save lasts for as long as it is looked at.
    process.kill(cluster.agent.pid, 'SIGSTOP');
    try {
      expect(await visitor.barriers()).toEqual([]);
      await visitor.button('Cancel this save', dialog).click();
    } finally {
      process.kill(cluster.agent.pid, 'SIGCONT');
    }
    expect(visitor.offences).toEqual([]);
  });

  it('fits a phone', async () => {
    const { id } = await saved({ image: registry.image(`console/${'a-long-name-'.repeat(8)}end:v1`) });
    await using visitor = await visit({ viewport: { width: 360, height: 740 }, isMobile: true });
    const { page } = visitor;
    await visitor.button(`Save ${NAME}`).waitFor();
    expect(await visitor.overhang()).toBe(0);
    await visitor.wantToSave(NAME);
    await visitor.dialog.getByText('Leave more out').click();
    expect(await visitor.overhang()).toBe(0);
    await page.keyboard.press('Escape');
    for (const path of ['/#/saves', `/#/saves/${id}`]) {
      await visitor.go(path);
      await page
        .getByText(/a-long-name/)
        .first()
        .waitFor();
      expect([path, await visitor.overhang()]).toEqual([path, 0]);
    }
  });

  it('can be used by the keyboard alone', async () => {
    await using visitor = await visit();
    const { page, dialog } = visitor;
    await visitor.button(`Save ${NAME}`).waitFor();
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.textContent')).toBe('Skip to the content');
    await page.keyboard.press('Enter');
    const focused = page.locator('*:focus');
    for (let steps = 0; (await focused.textContent()) !== `Save ${NAME}`; steps++) {
      expect(steps).toBeLessThan(20);
      await page.keyboard.press('Tab');
      expect(await page.evaluate(`document.activeElement.matches(':focus-visible')`)).toBe(true);
    }
    await page.keyboard.press('Enter');
    await dialog.waitFor();
    expect(await focused.getAttribute('name')).toBe('image');
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    expect(await focused.textContent()).toBe(`Save ${NAME}`);
  });

  describe('where tokens are asked for', () => {
    let strict: ShieldProcess;

    beforeAll(async () => {
      strict = await ShieldProcess.start({ configuration: { api_token: 'of-the-platform', rate_limit: 100 } });
    });

    afterAll(() => strict?.stop());

    it('asks for one, says when it is wrong, and forgets it', async () => {
      await using visitor = await Visitor.come(browser, strict.address);
      const { page, dialog } = visitor;
      await dialog.getByText('This shield asks for a token.').waitFor();
      await dialog.getByLabel('Token').fill('wrong');
      await visitor.button('Use this token', dialog).click();
      await dialog.getByText('The shield does not know this token.').waitFor();
      expect(await visitor.barriers()).toEqual([]);
      await dialog.getByLabel('Token').fill('of-the-platform');
      await visitor.button('Use this token', dialog).click();
      await page.getByText('No node has registered yet').waitFor();
      await page.getByText('Live', { exact: true }).waitFor();
      expect(await visitor.barriers()).toEqual([]);
      await page.reload();
      await page.getByText('No node has registered yet').waitFor();
      await visitor.button('Forget token').click();
      await dialog.getByText('This shield asks for a token.').waitFor();
      expect(await page.evaluate('sessionStorage.length')).toBe(0);
      expect(visitor.offences).toEqual([]);
    });

    it('serves the page to everybody, however often, and answers what is no page of it as ever', async () => {
      const client = new JsonClient(strict.address);
      for (let call = 0; call < 120; call++) expect((await client.get('/')).status).toBe(200);
      const { headers, body } = await client.get<string>('/');
      expect(headers.get('content-security-policy')).toBe(STRICT);
      const [script] = /\/console\/assets\/[^"]+\.js/.exec(body) ?? [];
      const answer = await client.get(script!);
      expect([answer.status, answer.headers.get('cache-control')]).toEqual([
        200,
        'public, max-age=31536000, immutable',
      ]);
      for (const path of [
        '/nothing',
        '/console/nothing',
        '/console/assets/nothing.js',
        '/console/..%2fshield/main.js',
      ]) {
        expect(await client.get(path)).toMatchObject({
          status: 404,
          body: { success: false, error_code: 'not_found' },
        });
      }
      expect(await client.get('/v2/nothing')).toMatchObject({ status: 404, body: { code: 'not_found' } });
      expect((await client.post('/', {})).status).toBe(404);
    });
  });

  it('leaves Swagger UI as it was', async () => {
    await using visitor = await visit();
    await visitor.go('/docs');
    await visitor.page.getByRole('heading', { name: /Image Factory: shield/ }).waitFor();
    expect(visitor.offences).toEqual([]);
  });
});
