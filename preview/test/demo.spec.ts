import { appPath, expect, expectAccessible, expectNoSidewaysScroll, looks, picture, stage, test, visitAs } from './fleetcast.ts';

for (const { look: name, theme, viewport } of looks) {
  test.describe(`the Demo page (${name})`, () => {
    test.use({ viewport });
    test('shows what is played and what follows, and is accessible', async ({ page }) => {
      await visitAs(page, stage.full, { theme, role: 'Editor' });
      await page.goto(`${stage.full}${appPath}/demo`);
      await expect(page.getByRole('region', { name: 'Riskiest servers' }).getByRole('row')).toHaveCount(6);
      await expect(page.getByText('What to do:')).toBeVisible();
      await expectNoSidewaysScroll(page);
      await picture(page, `demo-${name}`);
      await expectAccessible(page);
    });
  });
}

test('editors choose what the simulated fleet plays, viewers watch', async ({ page }) => {
  await visitAs(page, stage.full, { role: 'Editor' });
  await page.goto(`${stage.full}${appPath}/demo`);
  await page.getByRole('radio', { name: 'Degrading' }).check({ force: true });
  await page.getByLabel('Slow database').check({ force: true });
  await page.getByRole('button', { name: 'Play' }).click();
  await expect(page.getByText('degrading with slow-database, asked by')).toBeVisible();

  await visitAs(page, stage.full, { role: 'Viewer' });
  await page.reload();
  await expect(page.getByText('Editors choose what is played.')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Play' })).toHaveCount(0);
  await expect(page.getByText('degrading with slow-database, asked by')).toBeVisible();
});
