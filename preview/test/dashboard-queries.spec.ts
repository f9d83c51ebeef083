import { expect, expectEveryLook, expectSettled, picture, stage, test, visitAs } from './fleetcast.ts';

const ownType = 'fleetcast-predictions-datasource';

interface Dashboard {
  readonly uid: string;
  readonly panels: ReadonlyArray<{ readonly title: string; readonly type: string; readonly datasource?: { readonly type: string } }>;
}

/** A panel's title once its variables have values. */
function titleShown(title: string): RegExp {
  return new RegExp(`^${title.replace(/[.*+?^{}()|[\]\\]/g, '\\$&').replaceAll('$server', stage.nearlyBusy).replaceAll('$\\{metric:text\\}', '[A-Z].*')}$`);
}

const dashboards = ['fleet', 'warnings', 'executive', 'performance', 'server', 'server-explained'] as const;

test.describe('every query of a provisioned dashboard to the predictions', () => {
  // Tall enough for every panel to be drawn.
  test.use({ viewport: { width: 1600, height: 3200 } });
  for (const name of dashboards) {
    test(`returns rows: ${name}`, async ({ page }) => {
      await visitAs(page, stage.full, { theme: 'dark', role: 'Viewer' });
      const answer = await page.request.get(`${stage.full}/api/dashboards/uid/fleetcast-${name}`);
      const { dashboard } = (await answer.json()) as { readonly dashboard: Dashboard };
      const asked = dashboard.panels.filter(({ datasource }) => datasource?.type === ownType);
      const drawnByGrafana = asked.filter(({ type }) => !type.startsWith('fleetcast-'));
      // Where a dashboard is about one server, it is one of which a breach is expected.
      await page.goto(`${stage.full}/d/fleetcast-${name}?var-server=${encodeURIComponent(stage.nearlyBusy)}`);
      for (const { title } of dashboard.panels) await expect(page.getByRole('heading', { name: titleShown(title) }).first()).toBeVisible();
      if (dashboard.panels.some(({ type }) => type === 'fleetcast-whatif-panel')) await expect(page.getByText('With the changes')).toBeVisible();
      await expectSettled(page);
      await expect(page.getByText(/Its query returned/)).toHaveCount(drawnByGrafana.length);
      await expect(page.getByText(/Its query returned \d+ frames?, [1-9]\d* rows/)).toHaveCount(drawnByGrafana.length);
      await expect(page.getByText('Its data source is not in the preview.')).toHaveCount(dashboard.panels.length - asked.length);
      if (dashboard.panels.some(({ type }) => type === 'fleetcast-insights-panel')) await expect(page.getByText(/predicted to degrade in the next 8 hours/).first()).toBeVisible();
      // Our own panels say in a status why they show nothing.
      await expect(page.getByRole('status').filter({ hasText: /could not be read|These data are no|No server matches|No data/ })).toHaveCount(0);
      await picture(page, `dashboard-${name}-whole`);
    });
  }
});

for (const name of ['warnings', 'executive', 'performance'] as const) {
  test(`the dashboard ${name} is drawn in every look, accessible and no wider than the screen`, async ({ page }) => {
    await expectEveryLook(page, {
      name: `dashboard-${name}`,
      open: () => page.goto(`${stage.full}/d/fleetcast-${name}`),
      shown: () => expect(page.getByText(/Its query returned/).first()).toBeVisible(),
    });
  });
}
