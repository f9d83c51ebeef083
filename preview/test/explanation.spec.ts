import { appPath, expect, expectAccessible, expectEveryLook, picture, proxyPath, serverInTable, stage, test, visitAs } from './fleetcast.ts';

const dashboard = (host: string, server: string, metric = 'cpu') => `${host}/d/fleetcast-server-explained?var-server=${server}&var-metric=${metric}`;

test('an explanation ranks reasons beside a drawing in every look, accessible and no wider than the screen', async ({ page }) => {
  const panel = page.getByRole('region', { name: 'ppbatch01 CPU usage explained' });
  await expectEveryLook(page, {
    name: 'explanation',
    open: () => page.goto(dashboard(stage.full, 'ppbatch01')),
    shown: async () => {
      await panel.scrollIntoViewIfNeeded();
      await expect(panel.getByRole('list', { name: /Reasons/ }).getByRole('listitem').first()).toBeVisible();
      await expect(panel.locator('canvas')).toBeVisible();
    },
  });
});

test('follows the server that the dashboard shows', async ({ page }) => {
  await visitAs(page, stage.full, { theme: 'dark' });
  await page.goto(dashboard(stage.full, 'ppweb001', 'memory'));
  await expect(page.getByRole('region', { name: 'ppweb001 Memory used explained' })).toBeVisible();
  await page.goto(dashboard(stage.full, 'ppdb01', 'memory'));
  await expect(page.getByRole('region', { name: 'ppdb01 Memory used explained' })).toBeVisible();
});

test('is reached and scrolled with the keyboard alone', async ({ page }) => {
  await visitAs(page, stage.full, { theme: 'dark' });
  await page.goto(dashboard(stage.full, 'ppbatch01'));
  const panel = page.getByRole('region', { name: 'ppbatch01 CPU usage explained' });
  await expect(panel).toBeVisible();
  for (let presses = 0; presses < 80 && (await panel.and(page.locator(':focus')).count()) === 0; presses++) await page.keyboard.press('Tab');
  await expect(panel).toBeFocused();
});

test('opens under its metric on the Server page, and closes again', async ({ page }) => {
  await visitAs(page, stage.full, { theme: 'light' });
  await page.goto(`${stage.full}${appPath}/fleet?search=ppweb001`);
  await serverInTable(page, 'ppweb001').click();
  const card = page.getByRole('region', { name: 'CPU usage' });
  const why = card.getByRole('button', { name: 'Why this forecast' });
  await expect(why).toHaveAttribute('aria-expanded', 'false');
  await why.click();
  await expect(card.getByRole('list', { name: /Reasons/ })).toBeVisible();
  await picture(page, 'server-explained');
  await expectAccessible(page);
  await why.click();
  await expect(card.getByRole('list', { name: /Reasons/ })).toHaveCount(0);
});

test('of a series that is still learning is the simple forecast’s own', async ({ page }) => {
  await visitAs(page, stage.learning, { theme: 'dark' });
  await page.goto(dashboard(stage.learning, 'ppweb001'));
  await expect(page.getByText(/A simple forecast speaks, and explains itself/)).toBeVisible();
  await expect(page.getByText(/Learning: .* of 8 days/).first()).toBeVisible();
  await expectAccessible(page);
});

test('says how old it is when nothing new has come', async ({ page }) => {
  await visitAs(page, stage.stale, { theme: 'dark' });
  await page.goto(dashboard(stage.stale, 'ppweb001'));
  await expect(page.getByRole('region', { name: /explained/ }).getByText(/hold no sample newer than/)).toBeVisible();
});

test('that the service cannot give yet is told as an error with its reason', async ({ page, watch }) => {
  watch.allow(503);
  await visitAs(page, stage.full, { theme: 'dark' });
  const error = { code: 'not_ready', message: 'No forecast of this run can be explained yet; the first one is on its way.', requestId: 'r', retryable: true };
  await page.route(`**${proxyPath}/read/v1/servers/*/explanation*`, (route) => route.fulfill({ status: 503, json: { error } }));
  await page.goto(dashboard(stage.full, 'ppweb001'));
  await expect(page.getByText('The explanation could not be read')).toBeVisible();
});
