/** The test function of the browser tests: every page is watched, and what goes wrong in the console fails the test. */
import path from 'node:path';
import process from 'node:process';

import AxeBuilder from '@axe-core/playwright';
import { type BrowserContext, expect, type Locator, type Page, type Request, test as base } from '@playwright/test';

import type { BrowserStage } from '../../tools/test/browser.ts';

export { expect } from '@playwright/test';

export const appPath = '/a/fleetcast-forecasting-app';
export const proxyPath = '/api/plugin-proxy/fleetcast-forecasting-app';
export const themes = ['dark', 'light'] as const;
export type Role = 'Viewer' | 'Editor' | 'Admin';
export type Theme = (typeof themes)[number];
export const phone = { width: 390, height: 844 };
const desktop = { width: 1360, height: 900 };

/** Every page and panel is looked at in these, one after the other; a page stays loaded while its window becomes as narrow as a phone. */
const looks = [
  { look: 'dark', theme: 'dark', viewport: desktop, loads: true },
  { look: 'phone', theme: 'dark', viewport: phone, loads: false },
  { look: 'light', theme: 'light', viewport: desktop, loads: true },
] as const;

export const stage = JSON.parse(process.env.FLEETCAST_BROWSER_STAGE ?? '{}') as BrowserStage;

interface Watch {
  /** Answers with this status are what the test is about; everything else of 400 and above fails it. */
  allow(status: number): void;
}

/** What a page has asked for and not got yet. */
const underWay = new WeakMap<Page, Set<Request>>();

export const test = base.extend<{ readonly watch: Watch }, { readonly warmContext: BrowserContext }>({
  // The page's scripts are several megabytes: tests share what the browser keeps of them, and nothing else.
  warmContext: [
    async ({ browser }, use, { project }) => {
      const { timezoneId, locale } = project.use;
      const context = await browser.newContext({ timezoneId, locale });
      await use(context);
      await context.close();
    },
    { scope: 'worker' },
  ],
  page: async ({ warmContext, viewport }, use) => {
    const page = await warmContext.newPage();
    if (viewport !== null) await page.setViewportSize(viewport);
    await use(page);
    await page.evaluate('if (location.protocol === "http:") { localStorage.clear(); sessionStorage.clear(); }');
    await page.close();
    await warmContext.clearCookies();
  },
  watch: [
    async ({ page }, use) => {
      const faults: string[] = [];
      const allowed = new Set<number>();
      page.on('pageerror', (error) => faults.push(`page error: ${error.stack ?? error.message}`));
      page.on('console', (message) => {
        if (message.type() !== 'error' && message.type() !== 'warning') return;
        // Chromium reports every failed answer once more in the console; the answers themselves are judged below.
        if (message.text().startsWith('Failed to load resource')) return;
        faults.push(`console ${message.type()}: ${message.text()} (${message.location().url})`);
      });
      page.on('response', (response) => {
        if (response.status() >= 400 && !allowed.has(response.status())) faults.push(`${response.status()} ${response.url()}`);
      });
      const waiting = new Set<Request>();
      underWay.set(page, waiting);
      page.on('request', (request) => waiting.add(request));
      page.on('requestfinished', (request) => waiting.delete(request));
      page.on('requestfailed', (request) => {
        waiting.delete(request);
        // A page that is left stops its own requests.
        if (request.failure()?.errorText !== 'net::ERR_ABORTED') faults.push(`failed: ${request.url()} ${request.failure()?.errorText}`);
      });
      await use({ allow: (status) => void allowed.add(status) });
      expect(faults, 'nothing may go wrong in the page').toEqual([]);
    },
    { auto: true },
  ],
});

/** A handful of frames: a page that has drawn an answer asks within them for whatever follows from it. */
const someFrames = 'new Promise((resolve) => { let left = 5; const next = () => (left-- > 0 ? requestAnimationFrame(next) : resolve(null)); next(); })';

/** Until the page has every answer that it asked for, and has drawn them without asking for more. */
export async function expectSettled(page: Page): Promise<void> {
  const waitedFor = () => [...underWay.get(page)!].map((request) => request.url());
  await expect(async () => {
    expect(waitedFor()).toEqual([]);
    await page.evaluate(someFrames);
    expect(waitedFor()).toEqual([]);
  }).toPass({ intervals: [20, 50, 100] });
}

/** The visitor's role and theme, set where the preview keeps them. */
export async function visitAs(page: Page, hostUrl: string, session: { readonly role?: Role; readonly theme?: Theme }): Promise<void> {
  const answer = await page.request.post(`${hostUrl}/preview/session`, { data: session });
  expect(answer.status()).toBe(200);
}

/** Drawn by @grafana/ui as in every Grafana dashboard, with a name that leaves out the text it shows; not ours to change. */
const refreshInterval = '[data-testid="data-testid RefreshPicker interval button"]';

/**
 * No serious or critical violation of axe's default rules in what is shown, once Grafana's own loading marks are gone. Legacy mode
 * judges in the page itself, which has no frames, instead of in a blank page beside it.
 */
export async function expectAccessible(page: Page): Promise<void> {
  await expect(page.getByLabel('Loading indicator')).toHaveCount(0);
  const { violations } = await new AxeBuilder({ page }).exclude(refreshInterval).setLegacyMode().analyze();
  const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
  expect(serious.map(({ id, help, nodes }) => `${id}: ${help}\n${nodes.slice(0, 4).map(({ html, failureSummary }) => `  ${html.slice(0, 220)}\n  ${failureSummary}`).join('\n')}`)).toEqual([]);
}

/** A server's link in the Fleet page's table; the insights above it may name the server too. */
export function serverInTable(page: Page, server: string): Locator {
  return page.getByRole('table', { name: 'Servers' }).getByRole('link', { name: server, exact: true });
}

/** The page may scroll down, never sideways; charts take a moment to follow a change of its width. */
export async function expectNoSidewaysScroll(page: Page): Promise<void> {
  await expect.poll(() => page.evaluate<number>('document.documentElement.scrollWidth')).toBeLessThanOrEqual(page.viewportSize()!.width);
}

const images = path.resolve(import.meta.dirname, '../../docs/images');
const results = path.resolve(import.meta.dirname, '../../test-results/images');

/** Pictures that the documentation shows. */
const documented = new Set(['fleet-dark', 'server-dark', 'fleet-phone', 'dashboard-server-light']);

/** A picture beside the test results; with FLEETCAST_UPDATE_IMAGES=1 those of the documentation are renewed. */
export async function picture(page: Page, name: string): Promise<void> {
  const folder = process.env.FLEETCAST_UPDATE_IMAGES === '1' && documented.has(name) ? images : results;
  await page.screenshot({ path: path.join(folder, `${name}.png`) });
}

interface Looked {
  /** Of the pictures. */
  readonly name: string;
  readonly role?: Role;
  readonly open: () => Promise<unknown>;
  /** Holds once what matters is shown. */
  readonly shown: () => Promise<unknown>;
}

/** Whatever the theme and the width, a page shows what matters, is no wider than the screen, and is accessible. */
export async function expectEveryLook(page: Page, { name, role, open, shown }: Looked): Promise<void> {
  for (const { look, theme, viewport, loads } of looks) {
    await base.step(look, async () => {
      await page.setViewportSize(viewport);
      if (loads) {
        await visitAs(page, stage.full, { theme, role });
        await open();
      }
      await shown();
      await expectSettled(page);
      await expectNoSidewaysScroll(page);
      await picture(page, `${name}-${look}`);
      await expectAccessible(page);
    });
  }
}
