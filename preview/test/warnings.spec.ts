import type { Page } from '@playwright/test';

import { appPath, expect, expectAccessible, expectNoSidewaysScroll, expectSettled, phone, picture, stage, test, visitAs } from './fleetcast.ts';

const warnings = `${stage.full}${appPath}/warnings`;
const openWarning = (page: Page) => page.getByRole('table', { name: 'Warnings' }).getByRole('link').first();

test('a viewer reads a warning and its history, and may not answer it', async ({ page }) => {
  await visitAs(page, stage.full, { role: 'Viewer', theme: 'light' });
  await page.goto(warnings);
  await page.getByRole('button', { name: 'Probability' }).click();
  await expect(page.getByRole('columnheader', { name: 'Probability' })).toHaveAttribute('aria-sort', 'descending');
  await expect(page).toHaveURL(/sort=probability/);
  await openWarning(page).click();
  const drawer = page.getByRole('dialog');
  await expect(drawer.getByText('Editors acknowledge warnings and comment on them.')).toBeVisible();
  await expect(drawer.getByText(/is expected above .+ in about .+ likely/).first()).toBeVisible();
  await expect(drawer.getByRole('button', { name: 'Acknowledge' })).toHaveCount(0);
  await picture(page, 'warning-light');
  await expectAccessible(page);
});

test('a warning shows its tickets in other systems, on a phone too', async ({ page }) => {
  await page.route('**/read/v1/tickets?**', async (route) => {
    const groupId = new URL(route.request().url()).searchParams.get('group')!;
    const ticket = { groupId, reference: `fleetcast-${groupId}`, openedAt: '2026-03-02T10:03:00.000Z', wanted: 'open', droppedBecause: null };
    const tickets = [
      { ...ticket, ticketId: `jira/${groupId}`, system: 'jira', key: 'OPS-12', url: 'https://example.atlassian.net/browse/OPS-12', isDelivered: true, waitingBecause: null, state: { title: 'In Progress', done: false } },
      { ...ticket, ticketId: `servicenow/${groupId}`, system: 'servicenow', key: null, url: null, isDelivered: false, waitingBecause: 'https://example.service-now.com answered HTTP 503.', state: null },
    ];
    await route.fulfill({ json: { tickets, nextCursor: null } });
  });
  await page.setViewportSize(phone);
  await visitAs(page, stage.full, { role: 'Viewer', theme: 'dark' });
  await page.goto(warnings);
  await openWarning(page).click();
  const tickets = page.getByRole('region', { name: 'Tickets' });
  await expect(tickets.getByRole('link', { name: 'OPS-12' })).toHaveAttribute('href', 'https://example.atlassian.net/browse/OPS-12');
  await expect(tickets.getByText('https://example.service-now.com answered HTTP 503.')).toBeVisible();
  await tickets.scrollIntoViewIfNeeded();
  await expectNoSidewaysScroll(page);
  await expectAccessible(page);
  await picture(page, 'warning-tickets-phone');
});

test('an editor acknowledges a warning with a comment, by keyboard, and finds it where it is looked after', async ({ page }) => {
  await visitAs(page, stage.full, { role: 'Editor', theme: 'dark' });
  await page.goto(warnings);
  // The next cycle may put another first.
  const title = (await openWarning(page).textContent())!;
  await page.getByRole('link', { name: title, exact: true }).focus();
  await page.keyboard.press('Enter');
  const drawer = page.getByRole('dialog');
  await drawer.getByLabel('Comment, or what was done').fill('Looking into it');
  await drawer.getByRole('button', { name: 'Acknowledge' }).focus();
  await page.keyboard.press('Enter');
  await expect(drawer.getByText('Acknowledged by preview-editor.')).toBeVisible();
  await expect(drawer.getByText('Looking into it', { exact: true })).toBeVisible();
  await expect(drawer.getByRole('button', { name: 'Acknowledge' })).toHaveCount(0);
  await expectAccessible(page);
  await page.keyboard.press('Escape');
  await expect(drawer).toHaveCount(0);
  await page.getByRole('tab', { name: /Acknowledged/ }).click();
  await expect(page.getByRole('link', { name: title })).toBeVisible();
  await page.reload();
  await expect(page.getByRole('link', { name: title })).toBeVisible();
});

test('a warning leads to its server, fits a phone, and is opened by its link', async ({ page }) => {
  await page.setViewportSize(phone);
  await visitAs(page, stage.full, { role: 'Viewer', theme: 'dark' });
  await page.goto(`${warnings}?severity=critical&severity=warning`);
  await page.getByRole('combobox', { name: 'Sort by' }).focus();
  await page.keyboard.press('ArrowDown');
  await page.getByRole('option', { name: 'Probability' }).click();
  await expect(page).toHaveURL(/sort=probability/);
  await page.getByRole('button', { name: 'Sorted descending; turn round' }).press('Enter');
  await expect(page).toHaveURL(/sort=probability&order=asc/);
  await openWarning(page).click();
  await expect(page.getByRole('dialog').getByRole('link').first()).toBeVisible();
  await expectNoSidewaysScroll(page);
  await picture(page, 'warning-phone');
  await page.goto(page.url());
  await expectSettled(page);
  const server = page.getByRole('dialog').getByRole('link').first();
  const name = (await server.textContent())!;
  await server.click();
  await expect(page.getByRole('heading', { name, level: 1 })).toBeVisible();
});

test('where nothing is expected the page says so', async ({ page, watch }) => {
  // Nothing to filter by while there is no forecast.
  watch.allow(503);
  await visitAs(page, stage.full, { role: 'Viewer', theme: 'dark' });
  await page.goto(`${warnings}?profile=nobody`);
  await expect(page.getByText('No warning matches')).toBeVisible();
  await page.getByRole('button', { name: 'Clear filters' }).click();
  await expect(openWarning(page)).toBeVisible();
  await page.goto(`${stage.empty}${appPath}/warnings`);
  await expect(page.getByText('No warning is open')).toBeVisible();
  await expectAccessible(page);
});
