import { expect, test } from '@grafana/plugin-e2e';

test('the data source is provisioned', async ({ page }) => {
  await page.goto('/');
  const answer = await page.request.get('/api/datasources/uid/fleetcast-predictions');
  expect(answer.status()).toBe(200);
  expect(await answer.json()).toMatchObject({ type: 'fleetcast-predictions-datasource' });
});

for (const uid of ['fleetcast-fleet', 'fleetcast-server', 'fleetcast-server-explained', 'fleetcast-warnings', 'fleetcast-executive', 'fleetcast-performance']) {
  test(`the dashboard ${uid} shows no panel error`, async ({ gotoDashboardPage, page }) => {
    await gotoDashboardPage({ uid });
    await expect(page.getByTestId('data-testid Panel status error')).toHaveCount(0);
  });
}
