import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { NewCommit, CommitPage, ContainerPreview } from '@image-factory/client';
import type { Browser, Page } from 'playwright-core';
import { BASE_IMAGE, Cluster, Folder, JsonClient, type NodeContainer, ShieldProcess } from '../sandbox/index.js';
import { startChromium } from './console/chromium.js';
import { Visitor } from './console/visitor.js';
import { machine } from './setup/machine.js';

const NAME = 'console-notebook';
const LARGE = 'console-large';
const STRICT = "default-src 'self';base-uri 'none';form-action 'self';frame-ancestors 'self';object-src 'none'";

/** Large enough that its commit can be observed. */
const FILL = 'dd if=/dev/urandom of=/bulk bs=1M count=400 2>/dev/null';

/** An id that sorts by acceptance. */
function idOf(n: number): string {
  return `0199a1b2-7c3d-7e4f-8a5b-${String(n).padStart(12, '0')}`;
}

/** The console in a real browser, with real services. */
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

  async function committed(fields: object = {}) {
    const order = { ip: cluster.agent.ip, container: NAME, image: registry.image('console/alice:v1'), author: 'alice' };
    const { body } = await cluster.shield.client.submit({ ...order, ...fields });
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
    // The focus returns to the element that had it before the form was opened.
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

  it('previews a commit, and excludes and redacts the selected items', async () => {
    await using visitor = await visit();
    const { page, dialog } = visitor;
    await visitor.wantToSave(NAME);
    await dialog.getByText('7 B in 1 file').waitFor();
    await dialog.getByRole('checkbox', { name: 'GITHUB_TOKEN' }).check();
    await dialog.getByRole('checkbox', { name: '/root/.ssh/ ' }).check();
    await dialog.getByText('Exclude more').click();
    await dialog.getByLabel('Other paths').fill('/home/*/.cache');
    await dialog.getByLabel('Image').fill(registry.image('console/careful:v1'));
    await visitor.button('Save', dialog).click();
    await page.getByRole('link', { name: `Details of saving ${NAME}` }).click();
    await page.getByText('docker pull').waitFor();
    for (const excluded of ['/root/.ssh', '/home/*/.cache', 'GITHUB_TOKEN']) {
      expect(await page.getByText(excluded, { exact: true }).count()).toBe(1);
    }
    const { body } = await cluster.shield.client.commits(`image=${registry.image('console/careful:v1')}`);
    expect(body.items).toMatchObject([{ exclude: ['/root/.ssh', '/home/*/.cache'], redact_env: ['GITHUB_TOKEN'] }]);
    expect(visitor.offences).toEqual([]);
  });

  it('shows the progress of a commit, and cancels it after a confirmation', async () => {
    await using visitor = await visit();
    const { page, dialog } = visitor;
    await visitor.save(LARGE, { Image: registry.image('console/large:v1'), Author: 'bob' });
    await page
      .getByText(/\d+ % · .+ of .+ · .+\/s · .+ left/)
      .first()
      .waitFor();
    await visitor.button(`Cancel saving ${LARGE}`).click();
    await visitor.button('Keep saving', dialog).click();
    await visitor.button(`Cancel saving ${LARGE}`).click();
    await visitor.button('Cancel this commit', dialog).click();
    await page.getByText('Cancelled', { exact: true }).waitFor();
    await page.getByRole('link', { name: `Details of saving ${LARGE}` }).click();
    await page.getByText('cancelled by bob').waitFor();
    expect(await registry.tags('console/large')).toEqual([]);
    expect(visitor.offences).toEqual([]);
  });

  it('shows error and hint of a refused request and of a failed commit', async () => {
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
    await page.getByText('The registry requires a login', { exact: true }).waitFor();
    await page.getByText('Send hub_user and hub_pwd, or run `docker login` for this registry on the node.').waitFor();
    await page.getByRole('link', { name: `Details of saving ${NAME}` }).click();
    await page.getByText(lockedRegistry.image('console/refused:v1'), { exact: true }).waitFor();
    await page.getByText('Send hub_user and hub_pwd, or run `docker login` for this registry on the node.').waitFor();
    expect(await page.evaluate('JSON.stringify([{ ...localStorage }, { ...sessionStorage }])')).not.toContain('secret');
    expect(visitor.offences).toEqual([]);
  });

  it('filters commits, loads further pages, and keeps the filter in the address', async () => {
    await using visitor = await visit();
    const { page } = visitor;
    await committed({ author: 'carol', image: registry.image('console/carol:v1') });
    await committed({ author: 'carol', image: registry.image('console/carol:v2') });
    await committed({ author: 'carol', image: registry.image('console/carol:v3') });
    await page.route(/\/v2\/commits\?.*limit=(50|250)/, (route) =>
      route.continue({
        url: route
          .request()
          .url()
          .replace(/limit=\d+/, 'limit=2'),
      }),
    );
    await page.getByRole('link', { name: 'Commits', exact: true }).click();
    await page.getByLabel('Author').fill('carol');
    await page.getByRole('checkbox', { name: 'Saved' }).check();
    const images = page.getByText(/console\/carol:v/);
    await visitor.button('Show older ones').waitFor();
    await page.waitForURL(/#\/commits\?state=succeeded&author=carol$/);
    await images.nth(1).waitFor();
    expect(await images.allTextContents()).toEqual([3, 2].map((n) => registry.image(`console/carol:v${n}`)));
    await visitor.button('Show older ones').click();
    await images.nth(2).waitFor();
    expect(await visitor.button('Show older ones').count()).toBe(0);

    // The link can be shared, and new commits appear without a reload.
    await page.reload();
    await images.nth(1).waitFor();
    await committed({ author: 'carol', image: registry.image('console/carol:v4') });
    await page.getByText('console/carol:v4').waitFor();
    await page.getByLabel('Image').fill(registry.image('console/carol:v2'));
    await page.getByText('console/carol:v4').waitFor({ state: 'detached' });
    await page.getByLabel('Node').selectOption(cluster.agent.ip);
    await page.getByLabel('Container').fill('another');
    await page.getByText('No commit matches this filter').waitFor();
    await visitor.button('Show all').click();
    await visitor.button('Show older ones').waitFor();
    expect(visitor.offences).toEqual([]);
  });

  it('lists thousands of commits', async () => {
    await using visitor = await visit();
    const { page } = visitor;
    const record = await committed({ image: registry.image('console/many:v1') });
    // The filter keeps real commits, which the event stream resends, out of the list.
    const many = Array.from({ length: 3_000 }, (_, n) => ({ ...record, author: 'dave', id: idOf(3_000 - n) }));
    await page.route(/\/v2\/commits\?/, (route) => {
      const query = new URL(route.request().url()).searchParams;
      const [limit, cursor] = [Number(query.get('limit')), query.get('cursor')];
      const begin = cursor === null ? 0 : many.findIndex(({ id }) => id === cursor) + 1;
      const items = many.slice(begin, begin + limit);
      const next_cursor = begin + limit < many.length ? items.at(-1)!.id : undefined;
      return route.fulfill({ json: { items, next_cursor } });
    });
    await visitor.go('/#/commits?author=dave');
    await page.reload();
    const rows = page.getByRole('list', { name: 'Commits' }).locator('> li');
    // Searching the buttons of all rows would make Playwright lay out each row to find the visible ones.
    const more = page.locator('.more').getByRole('button', { name: 'Show older ones' });
    const counts = [50, ...Array.from({ length: 11 }, (_, n) => 300 + 250 * n), many.length];
    for (const count of counts) {
      await rows.nth(count - 1).waitFor({ state: 'attached' });
      expect(await rows.count()).toBe(count);
      if (count < many.length) await more.click();
    }
    await more.waitFor({ state: 'detached' });
    expect(visitor.offences).toEqual([]);
  });

  it('lists all possible secrets and unsupported paths before it can save', async () => {
    await using visitor = await visit({ viewport: { width: 360, height: 740 }, isMobile: true });
    const { page, dialog } = visitor;
    const paths = Array.from({ length: 30 }, (_, n) => ({ path: `/root/secret-${n}`, kind: 'credentials' }));
    const unsupported_paths = [{ path: '/root/.wh.notes', kind: 'reserved_name' }];
    let show: () => void = () => undefined;
    const shown = new Promise<void>((resolve) => (show = resolve));
    await page.route('**/preview', async (route) => {
      const preview = (await (await route.fetch()).json()) as ContainerPreview;
      const secrets = { environment: [], paths, total_paths: paths.length };
      await shown;
      await route.fulfill({ json: { ...preview, secrets, unsupported_paths } });
    });
    let order: NewCommit | undefined;
    await page.route('**/v2/commits', (route) => {
      order = route.request().postDataJSON() as NewCommit;
      return route.abort();
    });
    await visitor.wantToSave(NAME);
    const save = visitor.button('Save', dialog);
    expect(await save.getAttribute('aria-disabled')).toBe('true');
    await dialog.getByLabel('Image').press('Enter');
    expect(order).toBeUndefined();
    show();
    await dialog.getByText('30 possible secrets').waitFor();
    expect(await save.getAttribute('aria-disabled')).toBe('false');
    // Nothing scrolls within the dialog: a truncated list would look complete.
    const cut = await page.evaluate<string[]>(`[...document.querySelectorAll('dialog form, dialog form *:not(input)')]
      .filter((e) => e.scrollHeight > e.clientHeight + 1 && getComputedStyle(e).overflowY !== 'visible')
      .map((e) => e.className)`);
    expect(cut.filter((name) => name !== 'out-of-sight')).toEqual([]);
    expect(await visitor.overhang()).toBe(0);
    expect(await visitor.barriers()).toEqual([]);
    await visitor.button('Select all 30', dialog).click();
    await dialog.getByText('1 path cannot be saved: rename, remove or exclude.').waitFor();
    await dialog.getByRole('checkbox', { name: '/root/.wh.notes' }).check();
    await save.click();
    await dialog.getByRole('alert').waitFor();
    expect(order?.exclude).toEqual(expect.arrayContaining(['/root/.wh.notes', ...paths.map(({ path }) => path)]));
    expect(order?.exclude).toHaveLength(31);
  });

  it('saves without a preview only after an explicit click', async () => {
    await using visitor = await visit();
    const { page, dialog } = visitor;
    await page.route('**/preview', (route) => route.abort());
    await visitor.wantToSave(NAME);
    await dialog.getByText('The preview failed').waitFor();
    const save = dialog.getByRole('button', { name: 'Save', exact: true });
    expect(await save.getAttribute('aria-disabled')).toBe('true');
    await visitor.button('Save without the preview', dialog).click();
    expect(await save.getAttribute('aria-disabled')).toBe('false');
    expect(await visitor.barriers()).toEqual([]);
  });

  it('shows the status of a cancel and how a digest was verified', async () => {
    await using visitor = await visit();
    const { page } = visitor;
    const record = await committed({ image: registry.image('console/verified:v1') });
    const verified = { ...record, id: idOf(2), verified_by: 'get' };
    await page.route(`**/v2/commits/${verified.id}`, (route) => route.fulfill({ json: verified }));
    await visitor.go(`/#/commits/${verified.id}`);
    await page.getByText('verified by GET of the manifest').waitFor();

    const message = 'being cancelled by alice; the agent does not answer';
    const progress = { bytes: 5, total_bytes: 10, percent: 50 };
    const running = { ...record, id: idOf(1), state: 'pushing', cancelled_by: 'alice', message, progress };
    await page.route(`**/v2/commits/${running.id}`, (route) =>
      route.fulfill({ json: { ...running, ended_at: undefined, digest: undefined, verified_by: undefined } }),
    );
    await visitor.go(`/#/commits/${running.id}`);
    await page.locator('.progress').getByText(message).waitFor();
  });

  it('redirects links that call the commits saves', async () => {
    await using visitor = await visit();
    const { page } = visitor;
    const { id } = await committed({ image: registry.image('console/linked:v1') });
    await visitor.go(`/#/saves/${id}`);
    await page.getByText('docker pull').waitFor();
    expect(page.url()).toMatch(new RegExp(`/#/commits/${id}$`));
    await visitor.go('/#/saves?author=nobody');
    await page.getByText('No commit matches this filter').waitFor();
    expect(page.url()).toMatch(/\/#\/commits\?author=nobody$/);
  });

  it('is not live while calls do not reach the shield', async () => {
    await using visitor = await visit();
    const { page } = visitor;
    await page.getByText('Live', { exact: true }).waitFor();
    const isNodes = /\/v2\/agents$/;
    await page.route(isNodes, (route) => route.abort());
    const again = page.waitForRequest((request) => request.url().endsWith('/v2/events'));
    await page.getByText('Reconnecting…').waitFor();
    await again;
    await page.getByText('The shield does not answer', { exact: true }).waitFor();
    await page.unroute(isNodes);
    await page.getByText('Live', { exact: true }).waitFor();
    await page.getByText('The shield does not answer', { exact: true }).waitFor({ state: 'detached' });
  });

  it('recovers on each page that was opened or filtered during an outage of the shield', async () => {
    const { id } = await committed({ image: registry.image('console/away:v1') });
    await using commits = await visit();
    await using commit = await visit();
    await using nodes = await visit();
    for (const { page } of [commits, commit, nodes]) await page.getByText('Live', { exact: true }).waitFor();
    await cluster.shield.kill();
    try {
      for (const { page } of [commits, commit, nodes]) await page.getByText('Reconnecting…').waitFor();
      await commits.page.getByRole('link', { name: 'Commits', exact: true }).click();
      await commits.page.getByLabel('Container').fill(NAME);
      await commit.page.evaluate(`location.hash = '#/commits/${id}'`);
      await nodes.page.evaluate(`location.hash = '#/nodes/${cluster.agent.ip}'`);
      await commits.page.getByText('The shield does not answer', { exact: true }).waitFor();
    } finally {
      await cluster.shield.restart();
    }
    await commits.page.getByText('console/away:v1').first().waitFor();
    await commits.page.getByLabel('Node').selectOption(cluster.agent.ip);
    await commit.page.getByText('docker pull').waitFor();
    await nodes.button(`Save ${NAME}`).waitFor();
    for (const { page } of [commits, commit, nodes]) {
      await page.getByText('Live', { exact: true }).waitFor();
      await page.locator('.fault-note').waitFor({ state: 'detached' });
    }
  });

  it('resumes in place after an outage of the shield', async () => {
    await using visitor = await visit();
    const { page } = visitor;
    await page.getByText('Live', { exact: true }).waitFor();
    await committed({ image: registry.image('console/before:v1') });
    await cluster.shield.kill();
    await page.getByText('Reconnecting…').waitFor();
    const again = page.waitForRequest((request) => request.url().endsWith('/v2/events'));
    await cluster.shield.restart();
    await page.getByText('Live', { exact: true }).waitFor();
    expect(Number(await (await again).headerValue('last-event-id'))).toBeGreaterThan(0);
  });

  it('is accessible in light and dark mode', async () => {
    const [failed, succeeded] = await Promise.all([
      committed({ image: lockedRegistry.image('console/refused:v1') }),
      committed({ container: LARGE, image: registry.image('console/large:v2') }),
    ]);
    await using visitor = await visit();
    const { page, dialog } = visitor;
    for (const [path, sign] of [
      ['/#/commits', 'Saved'],
      ['/#/commits?author=nobody', 'No commit matches this filter'],
      [`/#/commits/${failed.id}`, 'The registry requires a login'],
      [`/#/commits/${succeeded.id}`, succeeded.digest!],
      ['/#/commits/nothing', 'No such commit'],
      ['/#/nodes/127.0.0.9', 'No node has the address 127.0.0.9'],
      ['/#/nothing', 'No such page'],
      ['/#/', NAME],
    ] as const) {
      await visitor.go(path);
      await page.getByText(sign, { exact: true }).last().waitFor();
      expect([path, await visitor.barriers()]).toEqual([path, []]);
    }

    await visitor.save(NAME, { Image: 'Registry/Image' });
    await dialog.getByText('Log in to the registry').click();
    await dialog.getByText('Exclude more').click();
    await dialog.getByRole('alert').waitFor();
    expect(await visitor.barriers()).toEqual([]);
    await page.keyboard.press('Escape');

    await large.shell(FILL);
    await visitor.save(LARGE, { Image: registry.image('console/large:v3') });
    await visitor.button(`Cancel saving ${LARGE}`).click();
    // The commit lasts as long as it is observed.
    process.kill(cluster.agent.pid, 'SIGSTOP');
    try {
      expect(await visitor.barriers()).toEqual([]);
      await visitor.button('Cancel this commit', dialog).click();
    } finally {
      process.kill(cluster.agent.pid, 'SIGCONT');
    }
    expect(visitor.offences).toEqual([]);
  });

  it('fits a phone', async () => {
    const { id } = await committed({ image: registry.image(`console/${'a-long-name-'.repeat(8)}end:v1`) });
    await using visitor = await visit({ viewport: { width: 360, height: 740 }, isMobile: true });
    const { page } = visitor;
    await visitor.button(`Save ${NAME}`).waitFor();
    expect(await visitor.overhang()).toBe(0);
    await visitor.wantToSave(NAME);
    await visitor.dialog.getByText('Exclude more').click();
    expect(await visitor.overhang()).toBe(0);
    await page.keyboard.press('Escape');
    for (const path of ['/#/commits', `/#/commits/${id}`]) {
      await visitor.go(path);
      await page
        .getByText(/a-long-name/)
        .first()
        .waitFor();
      expect([path, await visitor.overhang()]).toEqual([path, 0]);
    }
  });

  it.each([320, 340, 360, 414])('has a header of one line at %i px', async (width) => {
    await using visitor = await visit({ viewport: { width, height: 740 }, isMobile: true });
    const { page } = visitor;
    await page.evaluate(`sessionStorage.setItem('image-factory-token', 'any')`);
    await page.reload();
    const forget = visitor.button('Forget token');
    await forget.waitFor();
    await page.getByText('Live', { exact: true }).waitFor();
    expect(await visitor.overhang()).toBe(0);
    const tops = await page.evaluate<number[]>(
      `[...document.querySelectorAll('.header nav, .header .button')].map((e) => e.getBoundingClientRect().bottom)`,
    );
    expect(Math.abs(tops[0]! - tops[1]!)).toBeLessThan(20);
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

  describe('with required tokens', () => {
    let strict: ShieldProcess;

    beforeAll(async () => {
      strict = await ShieldProcess.start({ configuration: { api_token: 'of-the-platform', rate_limit: 100 } });
    });

    afterAll(() => strict?.stop());

    it('prompts for a token, reports a rejected one, and forgets it', async () => {
      await using visitor = await Visitor.come(browser, strict.address);
      const { page, dialog } = visitor;
      await dialog.getByText('This shield requires a token').waitFor();
      await dialog.getByLabel('Token').fill('wrong');
      await visitor.button('Use this token', dialog).click();
      await dialog.getByText('The shield rejected this token.').waitFor();
      expect(await visitor.barriers()).toEqual([]);
      await dialog.getByLabel('Token').fill('of-the-platform');
      await visitor.button('Use this token', dialog).click();
      await page.getByText('No node has registered yet').waitFor();
      await page.getByText('Live', { exact: true }).waitFor();
      expect(await visitor.barriers()).toEqual([]);
      await page.reload();
      await page.getByText('No node has registered yet').waitFor();
      await visitor.button('Forget token').click();
      await dialog.getByText('This shield requires a token').waitFor();
      expect(await page.evaluate('sessionStorage.length')).toBe(0);
      expect(visitor.offences).toEqual([]);
    });

    it('serves its pages without a token or a rate limit, and other paths as before', async () => {
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
      const refused = await client.post('/', {});
      expect([refused.status, refused.headers.get('allow')]).toEqual([405, 'GET, HEAD, OPTIONS']);
    });
  });

  describe('Swagger UI', () => {
    const operation = (page: Page, id: string) => page.locator('.opblock').filter({ hasText: id });

    it('executes a list without changes', async () => {
      const { id } = await committed({ image: registry.image('console/swagger:v1') });
      await using visitor = await visit();
      const { page } = visitor;
      await visitor.go('/docs');
      await page.getByRole('heading', { name: /Image Factory: shield/ }).waitFor();
      const list = operation(page, 'List commits');
      await list.locator('.opblock-summary').click();
      const answered = page.waitForResponse((response) => response.url().includes('/v2/commits'));
      await visitor.button('Execute', list).click();
      const answer = await answered;
      expect([...new URL(answer.url()).searchParams.keys()]).toEqual(['limit']);
      expect(((await answer.json()) as CommitPage).items.map((item) => item.id)).toContain(id);
      expect(visitor.offences).toEqual([]);
    });

    it('does not offer to execute streams', async () => {
      await using visitor = await visit();
      const { page } = visitor;
      await visitor.go('/docs');
      const stream = operation(page, 'Follow all commits');
      await stream.locator('.opblock-summary').click();
      await stream.getByText('Swagger UI cannot show it').waitFor();
      expect(await visitor.button(/Execute|Try it out/, stream).count()).toBe(0);
    });

    it('keeps a token no longer than its page', async () => {
      await using visitor = await visit();
      const { page } = visitor;
      await page.evaluate(`localStorage.setItem('authorized', '{"bearer":{"value":"of-an-earlier-version"}}')`);
      await visitor.go('/docs');
      await visitor.button('Authorize').first().click();
      await page.locator('.modal-ux input').fill('of-the-platform');
      await page.locator('.modal-ux').getByRole('button', { name: 'Apply credentials' }).click();
      await page.locator('.modal-ux').getByRole('button', { name: 'Remove authorization' }).waitFor();
      const kept = 'JSON.stringify([{ ...localStorage }, { ...sessionStorage }])';
      expect(await page.evaluate(kept)).not.toMatch(/of-the-platform|of-an-earlier-version/);
      await page.reload();
      await visitor.button('Authorize').first().click();
      expect(await page.locator('.modal-ux').getByRole('button', { name: 'Remove authorization' }).count()).toBe(0);
    });
  });
});
