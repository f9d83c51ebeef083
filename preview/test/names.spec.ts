import { difficultNames } from '../../tools/test/browser.ts';
import { appPath, expect, expectNoSidewaysScroll, proxyPath, serverInTable, stage, test, visitAs } from './fleetcast.ts';

for (const name of difficultNames) {
  test.describe(`the server "${name}"`, () => {
    test('is found by its name through the proxy, page by page', async ({ page }) => {
      await visitAs(page, stage.full, { theme: 'dark' });
      await page.goto(`${stage.full}${appPath}/fleet`);
      await page.getByLabel('Search servers by name').fill(name);
      const link = serverInTable(page, name);
      await expect(link).toHaveCount(1);
      await link.click();
      await expect(page.getByRole('heading', { name, level: 1 })).toBeVisible();
      await expect(page.locator('canvas').first()).toBeVisible();
    });

    test('is resolved from a query string, as a panel’s menu names it, and fits a phone', async ({ page }) => {
      await page.setViewportSize({ width: 390, height: 844 });
      await visitAs(page, stage.full, { theme: 'dark' });
      await page.goto(`${stage.full}${appPath}/servers?server=${encodeURIComponent(name)}`);
      await expect(page.getByRole('heading', { name, level: 1 })).toBeVisible();
      await expect(page.locator('canvas').first()).toBeVisible();
      await expectNoSidewaysScroll(page);
    });

    test('is asked for by name, and the service gets the name unharmed', async ({ page }) => {
      const answer = await page.request.get(`${stage.full}${proxyPath}/read/v1/forecasts`, { params: { server: name, metric: 'cpu' } });
      expect(answer.status()).toBe(200);
      const { forecasts } = (await answer.json()) as { readonly forecasts: ReadonlyArray<{ readonly server: string }> };
      expect(forecasts.map(({ server }) => server)).toEqual([name]);
    });
  });
}

test('an escaped slash in a path becomes a slash on its way, as in Grafana', async ({ page }) => {
  const answer = await page.request.get(`${stage.full}${proxyPath}/read/v1%2Fwhoami`);
  expect(answer.status()).toBe(200);
});
