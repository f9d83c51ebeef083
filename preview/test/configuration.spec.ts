import { appPath, expect, expectAccessible, stage, test, visitAs } from './fleetcast.ts';

test('the connection test names the fault, and saving the right settings ends it', async ({ page, watch }) => {
  watch.allow(502);
  watch.allow(401);
  await visitAs(page, stage.settings, { role: 'Admin', theme: 'light' });
  const open = async () => {
    await page.goto(`${stage.settings}${appPath}/configuration`);
    await expect(page.getByLabel('Service URL')).toBeVisible();
  };
  const save = async () => {
    const saved = page.waitForResponse((response) => response.request().method() === 'POST' && response.url().endsWith('/settings'));
    await page.getByRole('button', { name: 'Save' }).click();
    expect((await saved).status()).toBe(200);
    await open();
  };
  const verdict = page.getByRole('status').getByRole('alert').or(page.getByRole('status').getByText(/Connected|reach|token/));
  const test = () => page.getByRole('button', { name: 'Test the connection' }).click();

  await open();
  await test();
  await expect(verdict.filter({ hasText: 'Connected' }).first()).toBeVisible();
  await expectAccessible(page);

  await page.getByLabel('Service URL').fill('http://127.0.0.1:9');
  await save();
  await test();
  await expect(verdict.filter({ hasText: 'cannot reach the Fleetcast service' }).first()).toBeVisible();

  await page.getByLabel('Service URL').fill(stage.serviceUrl);
  await page.getByRole('button', { name: 'Reset' }).click();
  await page.getByLabel('API token').fill('a token that nobody gave');
  await save();
  await test();
  await expect(verdict.filter({ hasText: 'does not accept the token' }).first()).toBeVisible();

  await page.getByRole('button', { name: 'Reset' }).click();
  await page.getByLabel('API token').fill(stage.apiToken);
  await save();
  await test();
  await expect(verdict.filter({ hasText: 'Connected' }).first()).toBeVisible();
});
