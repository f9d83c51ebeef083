import { expect, expectSettled, stage, test, visitAs } from './fleetcast.ts';

test('a variable changes what the panels of a dashboard show', async ({ page }) => {
  await visitAs(page, stage.full, { theme: 'dark' });
  await page.goto(`${stage.full}/d/fleetcast-server?var-server=ppweb001`);
  await expect(page.locator('canvas').first()).toBeVisible();
  const asked = page.waitForRequest((request) => request.url().includes('/read/v1/forecasts') && request.url().includes('ppdb01'));
  await page.goto(`${stage.full}/d/fleetcast-server?var-server=ppdb01`);
  await asked;
  await expect(page.locator('canvas').first()).toBeVisible();
});

test('the menu of a panel that shows one server leads to its forecast', async ({ page }) => {
  await visitAs(page, stage.full, { theme: 'dark' });
  await page.goto(`${stage.full}/d/fleetcast-server?var-server=ppweb001`);
  await expect(page.locator('canvas').first()).toBeVisible();
  await expectSettled(page);
  const panel = page.locator('section').filter({ has: page.locator('canvas') }).first();
  await panel.hover();
  await panel.getByRole('button', { name: /menu/i }).first().click();
  await page.getByRole('menuitem', { name: 'Forecast this server' }).click();
  await expect(page.getByRole('heading', { name: 'ppweb001', level: 1 })).toBeVisible();
});

test('the query editor narrows the panel beside it', async ({ page }) => {
  await visitAs(page, stage.full, { theme: 'dark' });
  await page.goto(`${stage.full}/preview-panel`);
  await expect(page.locator('canvas').first()).toBeVisible();
  const metrics = page.getByRole('region', { name: 'Query' }).getByLabel('Metrics');
  const asked = page.waitForRequest((request) => request.url().includes('/read/v1/forecasts') && request.url().includes('metric=memory'));
  await metrics.click();
  await page.getByRole('option', { name: /^memory/i }).click();
  await page.keyboard.press('Escape');
  await page.keyboard.press('Tab');
  await asked;
});

test('an option of the panel changes the panel', async ({ page }) => {
  await visitAs(page, stage.full, { theme: 'dark' });
  await page.goto(`${stage.full}/preview-panel`);
  await expect(page.locator('canvas').first()).toBeVisible();
  const options = page.getByRole('region', { name: 'Panel options' });
  await expect(page.getByRole('button', { name: /CPU usage$/ }).first()).toBeVisible();
  await options.getByLabel('Visibility').uncheck({ force: true });
  await expect(page.getByRole('button', { name: /CPU usage$/ })).toHaveCount(0);
});
