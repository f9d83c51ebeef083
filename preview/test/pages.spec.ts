import { appPath, expect, expectEveryLook, stage, test } from './fleetcast.ts';

const pages = [
  { name: 'fleet', path: `${appPath}/fleet`, shows: 'link', called: /^(pp|sh|cr)\w+\d$/ },
  { name: 'server-chooser', path: `${appPath}/servers`, shows: 'heading', called: 'Server' },
  { name: 'warnings', path: `${appPath}/warnings`, shows: 'link', called: /above \d/ },
  { name: 'models', path: `${appPath}/models`, shows: 'heading', called: 'Versions' },
  { name: 'configuration', path: `${appPath}/configuration`, shows: 'button', called: 'Test the connection' },
  { name: 'dashboard-fleet', path: '/d/fleetcast-fleet', shows: 'heading', called: 'Predicted breaches' },
  { name: 'dashboard-server', path: '/d/fleetcast-server', shows: 'heading', called: 'CPU' },
  { name: 'panel', path: '/preview-panel', shows: 'heading', called: 'Panel options' },
] as const;

for (const { name, path, shows, called } of pages) {
  test(`${name} is drawn in every look, accessible and no wider than the screen`, async ({ page }) => {
    await expectEveryLook(page, {
      name,
      open: () => page.goto(`${stage.full}${path}`),
      shown: () => expect(page.getByRole(shows, { name: called }).first()).toBeVisible(),
    });
  });
}

test('a server is drawn with its metrics in every look, accessible and no wider than the screen', async ({ page }) => {
  await expectEveryLook(page, {
    name: 'server',
    open: async () => {
      await page.goto(`${stage.full}${appPath}/fleet`);
      await page.getByRole('link', { name: /^(pp|sh|cr)\w+\d$/ }).first().click();
    },
    shown: () => expect(page.locator('canvas').first()).toBeVisible(),
  });
});
