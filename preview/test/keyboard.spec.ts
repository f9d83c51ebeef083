import type { Locator, Page } from '@playwright/test';

import { appPath, expect, serverInTable, stage, test, visitAs } from './fleetcast.ts';

/** Presses Tab until the element has the focus. */
async function tabTo(page: Page, wanted: Locator): Promise<void> {
  for (let presses = 0; presses < 60 && (await wanted.and(page.locator(':focus')).count()) === 0; presses++) await page.keyboard.press('Tab');
  await expect(wanted).toBeFocused();
}

test('the fleet is searched and a server opened with the keyboard alone', async ({ page }) => {
  await visitAs(page, stage.full, { theme: 'dark' });
  await page.goto(`${stage.full}${appPath}/fleet`);
  await expect(page.getByRole('link', { name: /^(pp|sh|cr)\w+\d$/ }).first()).toBeVisible();
  const search = page.getByLabel('Search servers by name');
  await tabTo(page, search);
  await page.keyboard.type('ppweb001');
  const link = serverInTable(page, 'ppweb001');
  await expect(page.getByText('1 server', { exact: true })).toBeVisible();
  await tabTo(page, link);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'ppweb001', level: 1 })).toBeVisible();
});
