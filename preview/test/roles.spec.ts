import { appPath, expect, proxyPath, type Role, stage, test, visitAs } from './fleetcast.ts';

const allowed: Readonly<Record<Role, readonly string[]>> = { Viewer: ['read'], Editor: ['read', 'operate'], Admin: ['read', 'operate', 'admin'] };

for (const role of ['Viewer', 'Editor', 'Admin'] as const) {
  test.describe(`as ${role}`, () => {
    test('the proxy opens the routes of that role, and the service takes the visitor for it', async ({ page }) => {
      await visitAs(page, stage.full, { role });
      for (const segment of ['read', 'operate', 'admin']) {
        const answer = await page.request.get(`${stage.full}${proxyPath}/${segment}/v1/whoami`, { headers: { 'X-Grafana-Context': '{"OrgRole":"Admin","Login":"forged"}' } });
        const open = allowed[role].includes(segment);
        expect(answer.status(), `${role} on ${segment}`).toBe(open ? 200 : 403);
        if (open) {
          const roleOfRoute = { read: 'Viewer', operate: 'Editor', admin: 'Admin' }[segment];
          expect(await answer.json()).toMatchObject({ login: `preview-${role.toLowerCase()}`, role: roleOfRoute });
        }
      }
    });

    test('an operation of admins is refused through the route of viewers', async ({ page }) => {
      await visitAs(page, stage.full, { role });
      const answer = await page.request.post(`${stage.full}${proxyPath}/read/v1/models/train`, { data: { steps: 1 } });
      expect(answer.status()).toBe(403);
      expect(await answer.json()).toMatchObject({ error: { code: 'forbidden' } });
    });

    test('the menu and the Configuration page show what the role may see', async ({ page }) => {
      await visitAs(page, stage.full, { role });
      await page.goto(`${stage.full}${appPath}/fleet`);
      await expect(page.getByRole('navigation', { name: 'Main menu' }).getByRole('link', { name: 'Configuration' })).toHaveCount(role === 'Admin' ? 1 : 0);
      await page.goto(`${stage.full}${appPath}/configuration`);
      if (role === 'Admin') await expect(page.getByRole('button', { name: 'Save' })).toBeVisible();
      else {
        await expect(page.getByRole('alert').filter({ hasText: 'Access denied' })).toBeVisible();
        await expect(page.getByRole('button', { name: 'Save' })).toHaveCount(0);
      }
    });
  });
}

test('nobody but an admin changes the settings', async ({ page }) => {
  await visitAs(page, stage.settings, { role: 'Editor' });
  const answer = await page.request.post(`${stage.settings}/api/plugins/fleetcast-forecasting-app/settings`, { data: { jsonData: { serviceUrl: 'http://127.0.0.1:9' } } });
  expect(answer.status()).toBe(403);
});
