import { expect, test } from '@grafana/plugin-e2e';

const appId = 'fleetcast-forecasting-app';
const readable = `/api/plugin-proxy/${appId}/read/v1`;
/** A stack that has just started has its first forecast once Prometheus has scraped for a step of 5 minutes. */
const firstForecastWithinMs = 15 * 60_000;

test('the Fleet page lists servers through the plugin proxy', async ({ page }) => {
  test.setTimeout(firstForecastWithinMs + 60_000);
  await page.goto('/');
  await expect.poll(async () => (await page.request.get(`${readable}/fleet`)).status(), { timeout: firstForecastWithinMs, intervals: [5_000] }).toBe(200);
  const answer = page.waitForResponse((response) => response.url().includes(`${readable}/fleet`));
  await page.goto(`/a/${appId}/fleet`);
  expect((await answer).status()).toBe(200);
  await expect(page.getByRole('heading', { name: 'Fleet', exact: true })).toBeVisible();
});

test('a Viewer route refuses what only an Admin may do', async ({ page }) => {
  await page.goto('/');
  const answer = await page.request.post(`${readable}/models/train`, { data: {} });
  expect(answer.status()).toBe(403);
});

test('the configuration page tests the connection', async ({ page }) => {
  await page.goto(`/a/${appId}/configuration`);
  await page.getByRole('button', { name: 'Test the connection' }).click();
  await expect(page.getByRole('status').getByText(/^Connected/)).toBeVisible();
});
