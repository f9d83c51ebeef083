import { expect, test } from '@grafana/plugin-e2e';

test('the data source answers its health check', async ({ page }) => {
  await page.goto('/');
  const answer = await page.request.get('/api/datasources/uid/fleetcast-predictions');
  expect(answer.status()).toBe(200);
});

test('the provisioned Fleet dashboard shows no panel error', async ({ gotoDashboardPage, page }) => {
  const found = (await (await page.request.get('/api/search?query=Fleet&type=dash-db')).json()) as ReadonlyArray<{ uid: string }>;
  expect(found.length).toBeGreaterThan(0);
  await gotoDashboardPage({ uid: found[0].uid });
  await expect(page.getByTestId('data-testid Panel status error')).toHaveCount(0);
});
