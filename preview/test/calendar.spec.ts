import { appPath, expect, expectAccessible, expectNoSidewaysScroll, phone, picture, stage, test, visitAs } from './fleetcast.ts';

const calendar = `${stage.full}${appPath}/calendar`;

test('an editor adds an event, changes it and removes it, and a viewer reads it', async ({ page }) => {
  await visitAs(page, stage.full, { role: 'Editor', theme: 'dark' });
  await page.goto(calendar);
  await expect(page.getByText('No event is known')).toBeVisible();
  await page.getByRole('button', { name: 'Add an event' }).click();
  const drawer = page.getByRole('dialog');
  await drawer.getByLabel('Name').fill('Nightly backup');
  await drawer.getByLabel('Repeats').click();
  await page.getByRole('option', { name: 'Every day' }).click();
  await picture(page, 'calendar-form-dark');
  await expectAccessible(page);
  await drawer.getByRole('button', { name: 'Add', exact: true }).click();
  await expect(drawer).toHaveCount(0);
  const events = page.getByRole('region', { name: 'Events' });
  await expect(events.getByRole('row').nth(1)).toContainText('Every day');
  await expect(page.getByRole('region', { name: 'Next occurrences' }).getByRole('row').nth(1)).toContainText('Nightly backup');
  await picture(page, 'calendar-dark');
  await expectAccessible(page);

  await page.getByRole('button', { name: 'Edit Nightly backup' }).click();
  await drawer.getByLabel('Name').fill('Backup');
  await drawer.getByRole('button', { name: 'Save' }).click();
  await expect(events.getByRole('row').nth(1)).toContainText('Backup');

  await visitAs(page, stage.full, { role: 'Viewer', theme: 'light' });
  await page.setViewportSize(phone);
  await page.goto(calendar);
  await expect(events.getByRole('row').nth(1)).toContainText('Backup');
  await expect(page.getByRole('button', { name: 'Add an event' })).toHaveCount(0);
  await expectNoSidewaysScroll(page);
  await picture(page, 'calendar-phone');
  await expectAccessible(page);

  await visitAs(page, stage.full, { role: 'Editor', theme: 'light' });
  await page.setViewportSize({ width: 1360, height: 900 });
  await page.goto(calendar);
  await page.getByRole('button', { name: 'Remove Backup' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
  await expect(page.getByText('No event is known')).toBeVisible();
});

test('an iCalendar file says first what it would bring', async ({ page }) => {
  await visitAs(page, stage.full, { role: 'Editor', theme: 'light' });
  await page.goto(calendar);
  await page.getByRole('button', { name: 'Import iCalendar' }).click();
  const drawer = page.getByRole('dialog');
  const file = ['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//test//EN', 'BEGIN:VEVENT', 'UID:release-7', 'DTSTAMP:20260101T000000Z', 'DTSTART:20260301T200000Z', 'DTEND:20260301T210000Z', 'RRULE:FREQ=WEEKLY', 'SUMMARY:Release', 'END:VEVENT', 'END:VCALENDAR'].join('\r\n');
  await drawer.getByLabel('File').setInputFiles({ name: 'team.ics', mimeType: 'text/calendar', buffer: Buffer.from(file) });
  await drawer.getByRole('button', { name: 'Look first' }).click();
  await expect(drawer.getByRole('status')).toHaveText('Would be added: 1, replaced: 0, unchanged: 0, left out: 0');
  await picture(page, 'calendar-import-light');
  await expectAccessible(page);
});

test('an editor reports an incident of a server and says that it is over, and a viewer reads it', async ({ page }) => {
  await visitAs(page, stage.full, { role: 'Editor', theme: 'dark' });
  await page.goto(`${stage.full}${appPath}/servers?server=ppweb001`);
  await page.getByRole('button', { name: 'Report an incident' }).click();
  const drawer = page.getByRole('dialog');
  await drawer.getByLabel('What happened').fill('Storage lost');
  await picture(page, 'incident-form-dark');
  await drawer.getByRole('button', { name: 'Report', exact: true }).click();
  await expect(drawer).toHaveCount(0);
  const incident = page.getByRole('region', { name: 'Reported incidents' }).getByRole('row').nth(1);
  await expect(incident).toContainText('Goes on');
  await incident.scrollIntoViewIfNeeded();
  await picture(page, 'server-incidents-dark');

  await page.goto(`${calendar}?view=incidents`);
  await expect(incident).toContainText('ppweb001');
  await page.getByRole('button', { name: 'Storage lost is over' }).click();
  await expect(incident).toContainText('Over');
  await picture(page, 'incidents-dark');
  await expectAccessible(page);

  await visitAs(page, stage.full, { role: 'Viewer', theme: 'light' });
  await page.setViewportSize(phone);
  await page.reload();
  await expect(incident).toContainText('Over');
  await expect(page.getByRole('button', { name: 'Report an incident' })).toHaveCount(0);
  await expectNoSidewaysScroll(page);
  await picture(page, 'incidents-phone');
  await expectAccessible(page);

  await visitAs(page, stage.full, { role: 'Editor' });
  await page.reload();
  await page.getByRole('button', { name: 'Remove Storage lost' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
  await expect(page.getByText('No incident was reported')).toBeVisible();
  await page.getByLabel('Removed ones too').check({ force: true });
  await page.getByRole('button', { name: 'History of Storage lost' }).click();
  await expect(page.getByRole('dialog').getByRole('listitem')).toHaveText([/^Reported: .*preview-editor$/, /^Changed: over since .*preview-editor$/, /^Removed\..*preview-editor$/]);
  await picture(page, 'incident-history-phone');
  await expectAccessible(page);
});
