import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { Browser, BrowserContext, BrowserContextOptions, Locator, Page } from 'playwright-core';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Timeout for anything to appear. */
const TIMEOUT_MS = 20_000;

/** A user of the console, with a separate browser. */
export class Visitor implements AsyncDisposable {
  /**
   * Violations that must not happen on our pages: of the content security policy, exceptions, and requests to other
   * origins.
   */
  readonly offences: string[] = [];

  static async come(browser: Browser, address: string, options: BrowserContextOptions = {}): Promise<Visitor> {
    const context = await browser.newContext({ reducedMotion: 'reduce', ...options });
    context.setDefaultTimeout(TIMEOUT_MS);
    const visitor = new Visitor(context, await context.newPage(), address);
    await visitor.go('/');
    return visitor;
  }

  private constructor(
    private readonly context: BrowserContext,
    readonly page: Page,
    private readonly address: string,
  ) {
    page.on('pageerror', ({ message }) => this.offences.push(message));
    page.on('console', (message) => {
      if (message.text().includes('Content Security Policy')) this.offences.push(message.text());
    });
    page.on('request', (request) => {
      if (!request.url().startsWith(`${address}/`)) this.offences.push(request.url());
    });
  }

  /** Opens an address of the shield. */
  async go(path: string): Promise<void> {
    await this.page.goto(this.address + path);
  }

  button(name: string | RegExp, within: Page | Locator = this.page): Locator {
    return within.getByRole('button', { name });
  }

  get dialog(): Locator {
    return this.page.getByRole('dialog');
  }

  /** Opens the form that saves a container. */
  async wantToSave(container: string): Promise<void> {
    await this.button(`Save ${container}`).click();
  }

  /** Fills in and submits the form. */
  async save(container: string, fields: Readonly<Record<string, string>>): Promise<void> {
    await this.wantToSave(container);
    for (const [label, value] of Object.entries(fields)) await this.dialog.getByLabel(label).fill(value);
    await this.button('Save', this.dialog).click();
  }

  /** Accessibility violations of the current view, in light and dark mode, as found by axe-core. */
  async barriers(): Promise<string[]> {
    await this.page.evaluate(AXE);
    const found: string[] = [];
    for (const colorScheme of ['light', 'dark'] as const) {
      await this.page.emulateMedia({ colorScheme });
      found.push(...(await this.#barriersNow()).map((barrier) => `${colorScheme}: ${barrier}`));
    }
    return found;
  }

  async #barriersNow(): Promise<string[]> {
    const { violations } = await this.page.evaluate<AxeResults>("axe.run({ resultTypes: ['violations'] })");
    return violations.flatMap(({ id, nodes }) =>
      nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary}`),
    );
  }

  /** Overflow of the current view beyond the window width, in pixels. */
  overhang(): Promise<number> {
    return this.page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.context.close();
  }
}
