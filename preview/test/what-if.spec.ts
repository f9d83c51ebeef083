import { appPath, expect, expectAccessible, expectNoSidewaysScroll, phone, picture, stage, test, themes, visitAs } from './fleetcast.ts';
import type { Page } from '@playwright/test';

async function openWhatIf(page: Page): Promise<void> {
  await page.goto(`${stage.full}${appPath}/fleet?profile=web`);
  await page.getByRole('link', { name: /^(pp|sh|cr)web\d+$/ }).first().click();
  await page.getByText('Try a change before making it').click();
  await expect(page.getByText('busiest half hour:')).toBeVisible();
}

const figure = (page: Page) => page.getByText('busiest half hour:').locator('strong');

test.describe('what if, on the Server page', () => {
  for (const theme of themes) {
    test(`is drawn and accessible in the ${theme} theme`, async ({ page }) => {
      await visitAs(page, stage.full, { theme, role: 'Viewer' });
      await openWhatIf(page);
      await expect(page.getByText('With the changes')).toBeVisible();
      await page.getByRole('group', { name: 'Changes' }).scrollIntoViewIfNeeded();
      await picture(page, `what-if-${theme}`);
      await expectAccessible(page);
    });
  }

  test('answers anew while a range is moved by keyboard, and asks only for where it stops', async ({ page }) => {
    await visitAs(page, stage.full, { role: 'Viewer' });
    await openWhatIf(page);
    const before = await figure(page).textContent();
    let asked = 0;
    page.on('request', (request) => (asked += request.url().includes('/what-if?') ? 1 : 0));
    const range = page.getByLabel('Change of traffic');
    await range.focus();
    for (let press = 0; press < 12; press++) await range.press('ArrowRight');
    await expect(range).toHaveValue('110');
    await expect(figure(page)).not.toHaveText(before!);
    expect(asked).toBeLessThan(12);
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

  test.describe('on a phone', () => {
    test.use({ viewport: phone });
    test('stands below each other and is no wider than the screen', async ({ page }) => {
      await visitAs(page, stage.full, { role: 'Viewer' });
      await openWhatIf(page);
      await expectNoSidewaysScroll(page);
      await picture(page, 'what-if-phone');
      await expectAccessible(page);
    });
  });
});
