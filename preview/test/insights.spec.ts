import { appPath, expect, expectAccessible, expectEveryLook, expectSettled, picture, stage, test, visitAs } from './fleetcast.ts';

test('the Fleet page says who is predicted to degrade and what to do, and leads to the server and to its profile', async ({ page }) => {
  await visitAs(page, stage.full, { theme: 'dark', role: 'Viewer' });
  await page.goto(`${stage.full}${appPath}/fleet`);
  const insights = page.getByRole('region', { name: 'Insights' });
  await expect(insights.getByRole('status')).toHaveText(/^\d+ servers? predicted to degrade in the next 8 hours$/);
  // Which of them is the riskiest differs by hour; one at least is in trouble.
  const riskiest = insights.getByRole('list', { name: 'Servers predicted to degrade' }).getByRole('listitem').first();
  await expect(riskiest).toContainText(/(is above|is below|reaches|falls to) \d/);
  // What to do, or why nothing is recommended.
  await expect(riskiest.locator('span').last()).not.toBeEmpty();
  await picture(page, 'insights-dark');
  await expectAccessible(page);
  await insights.getByRole('list', { name: 'Servers by profile and status' }).getByRole('link', { name: 'web', exact: true }).click();
  await expect(page).toHaveURL(/profile=web/);
  // The list of the whole fleet stays until that of the profile has come.
  await expectSettled(page);
  const server = insights.getByRole('list', { name: 'Servers predicted to degrade' }).getByRole('link').first();
  const name = (await server.textContent())!;
  await server.click();
  await expect(page.getByRole('heading', { name, level: 1 })).toBeVisible();
});

test('tiers are shown by link with their joint risk in every look, accessible and no wider than the screen', async ({ page }) => {
  await expectEveryLook(page, {
    name: 'tiers',
    role: 'Viewer',
    open: () => page.goto(`${stage.full}${appPath}/fleet?view=tiers`),
    shown: async () => {
      await expect(page.getByRole('region', { name: 'Tiers' }).getByRole('row').nth(1)).toContainText('%');
      await expect(page.getByRole('region', { name: 'Insights' }).getByRole('status')).toBeVisible();
    },
  });
});
