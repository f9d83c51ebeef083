import { appPath, expect, expectAccessible, expectNoSidewaysScroll, looks, picture, stage, test, visitAs } from './fleetcast.ts';

const pages = [
  { name: 'fleet', path: `${appPath}/fleet`, shows: 'link', called: /^(pp|sh|cr)\w+\d$/ },
  { name: 'server-chooser', path: `${appPath}/servers`, shows: 'heading', called: 'Server' },
  { name: 'warnings', path: `${appPath}/warnings`, shows: 'link', called: /above \d+$/ },
  { name: 'models', path: `${appPath}/models`, shows: 'heading', called: 'Versions' },
  { name: 'configuration', path: `${appPath}/configuration`, shows: 'button', called: 'Test the connection' },
  { name: 'dashboard-fleet', path: '/d/fleetcast-fleet', shows: 'heading', called: 'Predicted breaches' },
  { name: 'dashboard-server', path: '/d/fleetcast-server', shows: 'heading', called: 'CPU' },
  { name: 'panel', path: '/preview-panel', shows: 'heading', called: 'Panel options' },
] as const;

for (const { look, viewport, theme } of looks) {
  const kind = look === 'phone' ? 'phone' : 'desktop';
  test.describe(`in the ${theme} theme on a ${kind}`, () => {
    test.use({ viewport });
    for (const { name, path, shows, called } of pages) {
      test(`${name} is drawn, accessible and no wider than the screen`, async ({ page }) => {
        await visitAs(page, stage.full, { theme });
        await page.goto(`${stage.full}${path}`);
        await expect(page.getByRole(shows, { name: called }).first()).toBeVisible();
        await page.waitForLoadState('networkidle');
        await expectNoSidewaysScroll(page);
        await picture(page, `${name}-${look}`);
        await expectAccessible(page);
      });
    }

    test('a server is drawn with its metrics, accessible and no wider than the screen', async ({ page }) => {
      await visitAs(page, stage.full, { theme });
      await page.goto(`${stage.full}${appPath}/fleet`);
      await page.getByRole('link', { name: /^(pp|sh|cr)\w+\d$/ }).first().click();
      await expect(page.locator('canvas').first()).toBeVisible();
      await page.waitForLoadState('networkidle');
      await expectNoSidewaysScroll(page);
      await picture(page, `server-${look}`);
      await expectAccessible(page);
    });
  });
}
