import { appPath, expect, expectAccessible, expectEveryLook, expectNoSidewaysScroll, expectSettled, phone, picture, serverInTable, stage, test, visitAs } from './fleetcast.ts';
import type { Page } from '@playwright/test';

async function openWhatIf(page: Page): Promise<void> {
  await page.goto(`${stage.full}${appPath}/fleet?profile=web`);
  await serverInTable(page, stage.nearlyBusy).click();
  await page.getByText('Try a change before making it').click();
  await expect(page.getByText('busiest half hour:')).toBeVisible();
}

const figure = (page: Page) => page.getByText('busiest half hour:').locator('strong');

test.describe('what if, on the Server page', () => {
  test('is drawn in every look, accessible and no wider than the screen', async ({ page }) => {
    await expectEveryLook(page, {
      name: 'what-if',
      role: 'Viewer',
      open: () => openWhatIf(page),
      shown: async () => {
        await expect(page.getByText('With the changes')).toBeVisible();
        await page.getByRole('group', { name: 'Changes' }).scrollIntoViewIfNeeded();
      },
    });
  });

  test('answers anew while a range is moved by keyboard', async ({ page }) => {
    await visitAs(page, stage.full, { role: 'Viewer' });
    await openWhatIf(page);
    const before = await figure(page).textContent();
    const range = page.getByLabel('Change of traffic');
    await range.focus();
    // Downwards: upwards there may be no more to fill.
    for (let press = 0; press < 12; press++) await range.press('ArrowLeft');
    await expect(range).toHaveValue('-10');
    await expect(figure(page)).not.toHaveText(before!);
  });

  test('takes several changes, and says which one is not possible', async ({ page, watch }) => {
    watch.allow(422);
    await visitAs(page, stage.full, { role: 'Viewer' });
    await openWhatIf(page);
    await page.getByRole('button', { name: 'Add a change' }).click();
    await page.getByLabel('Kind of change 2').click();
    await page.getByText('Take servers out of the tier', { exact: true }).click();
    await page.getByLabel('Servers that leave').fill('20');
    await expect(page.getByText('This change is not possible')).toBeVisible();
    await page.getByRole('button', { name: 'Remove change 2' }).click();
    await expect(page.getByText('This change is not possible')).toHaveCount(0);
  });
});

async function save(page: Page, name: string): Promise<void> {
  await page.getByLabel('Name of the scenario').fill(name);
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page.getByRole('link', { name, exact: true })).toBeVisible();
}

test.describe('saved scenarios', () => {
  test('are saved, compared side by side by a link, recorded as done and deleted', async ({ page }) => {
    await visitAs(page, stage.full, { theme: 'dark', role: 'Editor' });
    await openWhatIf(page);
    await save(page, 'Spring campaign');
    await page.getByLabel('Change of traffic').fill('150');
    await expect(page.getByText('busiest half hour:')).toBeVisible();
    await save(page, 'Summer campaign');
    await page.getByLabel('Compare Spring campaign').check({ force: true });
    await page.getByLabel('Compare Summer campaign').check({ force: true });
    await page.getByRole('link', { name: 'Compare 2 side by side' }).click();

    const table = page.getByRole('region', { name: 'Scenarios as of now' });
    await expect(table.getByRole('row')).toHaveCount(3);
    await expect(page.getByRole('article', { name: 'Summer campaign' })).toContainText('traffic +150%');
    await expect(page.locator('canvas').first()).toBeVisible();
    await expectSettled(page);
    await picture(page, 'scenarios-dark');
    await expectAccessible(page);

    const summer = page.getByRole('article', { name: 'Summer campaign' });
    await summer.getByText('It was really done').click();
    await summer.getByLabel('Note: Summer campaign').fill('newsletter sent');
    await summer.getByRole('button', { name: 'Record, and grade it later' }).click();
    await expect(summer.getByText('Done, being watched')).toBeVisible();
    await summer.getByText('Who did what').click();
    await expect(summer.getByText(/recorded as done by .*: newsletter sent/)).toBeVisible();

    const link = page.url();
    await visitAs(page, stage.full, { theme: 'light', role: 'Viewer' });
    await page.goto(link);
    await expect(table.getByRole('row')).toHaveCount(3);
    await expect(page.getByRole('button', { name: 'Delete Summer campaign' })).toHaveCount(0);
    await expectSettled(page);
    await picture(page, 'scenarios-light');
    await expectAccessible(page);
    await page.setViewportSize(phone);
    await page.reload();
    await expect(table.getByRole('row')).toHaveCount(3);
    await expectSettled(page);
    await expectNoSidewaysScroll(page);
    await picture(page, 'scenarios-phone');

    await visitAs(page, stage.full, { role: 'Editor' });
    await page.setViewportSize({ width: 1360, height: 900 });
    await page.goto(link);
    for (const name of ['Spring campaign', 'Summer campaign']) {
      const article = page.getByRole('article', { name });
      await article.getByRole('button', { name: `Delete ${name}` }).click();
      await article.getByRole('button', { name: 'Delete', exact: true }).click();
      await expect(article).toHaveCount(0);
    }
    await expect(page.getByText('Choose scenarios to compare')).toBeVisible();
  });

  test('are listed for viewers, who cannot save', async ({ page }) => {
    await visitAs(page, stage.full, { role: 'Viewer' });
    await openWhatIf(page);
    await expect(page.getByRole('heading', { name: 'Saved scenarios' })).toBeVisible();
    await expect(page.getByLabel('Name of the scenario')).toHaveCount(0);
  });

  test('that are gone say so', async ({ page, watch }) => {
    watch.allow(404);
    await visitAs(page, stage.full, { role: 'Viewer' });
    await page.goto(`${stage.full}${appPath}/compare?by=scenarios&scenario=no-such`);
    await expect(page.getByText('No scenario has the id no-such')).toBeVisible();
  });
});
