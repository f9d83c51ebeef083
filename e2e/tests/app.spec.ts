import { expect, test } from '@grafana/plugin-e2e';

const appId = 'fleetcast-forecasting-app';

test('the Fleet page lists servers through the plugin proxy', async ({ page }) => {
  const answer = page.waitForResponse((response) => response.url().includes(`/api/plugin-proxy/${appId}/read/v1/fleet`));
  await page.goto(`/a/${appId}/fleet`);
  expect((await answer).status()).toBe(200);
  await expect(page.getByRole('heading', { name: 'Fleet' })).toBeVisible();
});

test('a Viewer route refuses what only an Admin may do', async ({ page }) => {
  await page.goto('/');
  const answer = await page.request.post(`/api/plugin-proxy/${appId}/read/v1/models/train`, { data: {} });
  expect(answer.status()).toBe(403);
});

test('the configuration page tests the connection', async ({ page }) => {
  await page.goto(`/plugins/${appId}`);
  await expect(page.getByRole('button', { name: /test connection/i })).toBeVisible();
});
