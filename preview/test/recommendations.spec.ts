import { appPath, expect, expectEveryLook, serverInTable, stage, test, visitAs } from './fleetcast.ts';

const dashboard = (host: string, server: string) => `${host}/d/fleetcast-server-explained?var-server=${server}&var-metric=cpu`;

test('what to do stands on the Server page in every look, accessible and no wider than the screen', async ({ page }) => {
  const section = page.getByRole('region', { name: 'What to do' });
  await expectEveryLook(page, {
    name: 'recommendations',
    open: async () => {
      await page.goto(`${stage.full}${appPath}/fleet?search=${stage.nearlyBusy}`);
      await serverInTable(page, stage.nearlyBusy).click();
    },
    shown: () => expect(section.getByRole('status').or(section.getByRole('article')).first()).toBeVisible(),
  });
});

test('is a panel that follows the server of the dashboard', async ({ page }) => {
  await visitAs(page, stage.full, { theme: 'dark' });
  for (const server of ['ppweb001', 'ppdb01']) {
    await page.goto(dashboard(stage.full, server));
    const panel = page.getByRole('region', { name: `What to do about ${server}` });
    await panel.scrollIntoViewIfNeeded();
    await expect(panel).toBeVisible();
  }
});

test('cannot be said from what is stale', async ({ page }) => {
  await visitAs(page, stage.stale, { theme: 'light' });
  await page.goto(dashboard(stage.stale, 'ppweb001'));
  const panel = page.getByRole('region', { name: 'What to do about ppweb001' });
  await panel.scrollIntoViewIfNeeded();
  await expect(panel.getByText('No action can be recommended')).toBeVisible();
});
