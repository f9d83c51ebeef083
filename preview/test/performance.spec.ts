import { appPath, expect, expectAccessible, expectEveryLook, stage, test, visitAs } from './fleetcast.ts';

test('model performance is told by metric, day, speaker, horizon and server in every look', async ({ page }) => {
  await expectEveryLook(page, {
    name: 'performance',
    open: () => page.goto(`${stage.full}${appPath}/performance?days=7`),
    shown: async () => {
      const byMetric = page.getByRole('region', { name: 'Performance by metric' });
      await expect(byMetric.getByRole('row')).not.toHaveCount(1);
      await expect(byMetric.getByRole('row').nth(1)).toContainText('%');
      await expect(page.getByRole('region', { name: 'Performance by speaker' })).toContainText('Model base');
      await expect(page.getByRole('img', { name: /by day and metric/ })).toBeVisible();
      await expect(page.getByRole('img', { name: /Share of actuals below each quantile/ })).toBeVisible();
      await expect(page.getByRole('region', { name: 'Warnings', exact: true })).toContainText('Precision');
    },
  });
});

test('model performance of one server is asked for by link, and the measure is changed with the keyboard', async ({ page }) => {
  await visitAs(page, stage.full, { theme: 'dark' });
  await page.goto(`${stage.full}${appPath}/performance?days=7`);
  const link = page.getByRole('region', { name: 'Performance by server and metric' }).getByRole('link').first();
  const serverId = (await link.getAttribute('href'))!.split('/').at(-1)!;
  await page.goto(`${stage.full}${appPath}/performance?days=7&server=${serverId}`);
  const server = page.getByRole('region', { name: 'Performance by server and metric' });
  await expect(server.getByRole('row')).not.toHaveCount(1);
  for (const found of await server.getByRole('link').all()) await expect(found).toHaveAttribute('href', new RegExp(serverId));
  await page.getByRole('radio', { name: 'Skill' }).focus();
  await page.keyboard.press('ArrowLeft');
  await expect(page.getByRole('img', { name: 'Accuracy by day and metric' })).toBeVisible();
});

test('says when the first figures come where nothing has come true yet', async ({ page }) => {
  await visitAs(page, stage.empty, { theme: 'dark' });
  await page.goto(`${stage.empty}${appPath}/performance`);
  await expect(page.getByText('No forecast has come true yet')).toBeVisible();
  await expectAccessible(page);
});
