import { appPath, expect, expectEveryLook, stage, test, visitAs } from './fleetcast.ts';

async function twoServers(page: Parameters<typeof visitAs>[0]): Promise<[string, string]> {
  const answer = await page.request.get(`${stage.full}/api/plugin-proxy/fleetcast-forecasting-app/read/v1/fleet?limit=2&profile=web`);
  const { servers } = (await answer.json()) as { servers: { serverId: string }[] };
  return [servers[0].serverId, servers[1].serverId];
}

for (const by of ['servers', 'outlook', 'windows'] as const) {
  test(`comparisons of ${by} open by link in every look, accessible and no wider than the screen`, async ({ page }) => {
    const [first, second] = await twoServers(page);
    const servers = by === 'servers' ? `server=${first}&server=${second}` : `server=${first}`;
    await expectEveryLook(page, {
      name: `compare-${by}`,
      open: () => page.goto(`${stage.full}${appPath}/compare?by=${by}&${servers}&metric=cpu&lag=24`),
      shown: async () => {
        await expect(page.getByRole('region', { name: by === 'windows' ? "The windows' figures" : 'Now and expected' })).toBeVisible();
        if (by !== 'outlook') await expect(page.locator('canvas').first()).toBeVisible();
      },
    });
  });
}

test('a comparison begins at a server, is changed with the keyboard, and its link shows the same', async ({ page }) => {
  const [first] = await twoServers(page);
  await visitAs(page, stage.full, { theme: 'dark' });
  await page.goto(`${stage.full}${appPath}/servers/${first}`);
  await page.locator(`a[href*="compare?by=servers&server=${first}"]`).click();
  await expect(page.getByRole('region', { name: 'Now and expected' }).getByRole('row')).toHaveCount(2);
  await page.getByRole('radio', { name: 'Servers' }).focus();
  await page.keyboard.press('ArrowRight');
  await expect(page.getByRole('columnheader', { name: 'Metric' })).toBeVisible();
  await page.getByRole('radio', { name: 'Windows' }).check({ force: true });
  await page.getByRole('radio', { name: '1 d earlier' }).check({ force: true });
  await expect(page.getByRole('columnheader', { name: 'Mean 1 d earlier' })).toBeVisible();
  const link = page.url();
  await page.goto('about:blank');
  await page.goto(link);
  await expect(page.getByRole('columnheader', { name: 'Mean 1 d earlier' })).toBeVisible();
});
