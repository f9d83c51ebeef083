import { appPath, expect, expectAccessible, stage, test, visitAs } from './fleetcast.ts';

test('the Fleet page says who is predicted to degrade and what to do, and leads to the server and to its profile', async ({ page }) => {
  await visitAs(page, stage.full, { theme: 'dark', role: 'Viewer' });
  await page.goto(`${stage.full}${appPath}/fleet`);
  const insights = page.getByRole('region', { name: 'Insights' });
  await expect(insights.getByRole('status')).toHaveText(/^\d+ servers? predicted to degrade in the next 8 hours$/);
  const busy = insights.getByRole('listitem').filter({ hasText: 'CPU is above' }).first();
  await expect(busy).toContainText(/(Do: \S+)|\S+\./);
  await expectAccessible(page);
  await insights.getByRole('list', { name: 'Servers by profile and status' }).getByRole('link', { name: 'web', exact: true }).click();
  await expect(page).toHaveURL(/profile=web/);
  const server = insights.getByRole('list', { name: 'Servers predicted to degrade' }).getByRole('link').first();
  const name = (await server.textContent())!;
  await server.click();
  await expect(page.getByRole('heading', { name, level: 1 })).toBeVisible();
});
