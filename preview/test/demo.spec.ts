import { appPath, expect, expectEveryLook, stage, test, visitAs } from './fleetcast.ts';

test('the Demo page shows what is played and what follows in every look, and is accessible', async ({ page }) => {
  await expectEveryLook(page, {
    name: 'demo',
    role: 'Editor',
    open: () => page.goto(`${stage.full}${appPath}/demo`),
    shown: async () => {
      await expect(page.getByRole('region', { name: 'Riskiest servers' }).getByRole('row')).toHaveCount(6);
      await expect(page.getByText('What to do:')).toBeVisible();
    },
  });
});

test('editors choose what the simulated fleet plays, viewers watch', async ({ page }) => {
  await visitAs(page, stage.full, { role: 'Editor' });
  await page.goto(`${stage.full}${appPath}/demo`);
  await page.getByRole('radio', { name: 'Degrading' }).check({ force: true });
  await page.getByLabel('Slow database').check({ force: true });
  await page.getByRole('button', { name: 'Play' }).click();
  await expect(page.getByText('degrading with slow database, asked by')).toBeVisible();

  await visitAs(page, stage.full, { role: 'Viewer' });
  await page.reload();
  await expect(page.getByText('Editors choose what is played.')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Play' })).toHaveCount(0);
  await expect(page.getByText('degrading with slow database, asked by')).toBeVisible();
});
