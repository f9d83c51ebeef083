import process from 'node:process';

import { appPath, expect, expectAccessible, expectNoSidewaysScroll, phone, picture, proxyPath, serverInTable, stage, test, themes, visitAs } from './fleetcast.ts';

test.describe('a service that', () => {
  for (const theme of themes) {
    test(`is still learning says how many days it has seen (${theme})`, async ({ page }) => {
      await visitAs(page, stage.learning, { theme });
      await page.goto(`${stage.learning}${appPath}/fleet`);
      await expect(page.getByRole('row').filter({ hasText: /learning/i }).first()).toBeVisible();
      await picture(page, `learning-${theme}`);
      await expectAccessible(page);
      await page.getByRole('link', { name: /^pp\w+\d$/ }).first().click();
      await expect(page.getByText(/2(\.\d)? of 8 days/).first()).toBeVisible();
      await expectAccessible(page);
    });

    test(`has not heard from its source says since when (${theme})`, async ({ page }) => {
      await visitAs(page, stage.stale, { theme });
      await page.goto(`${stage.stale}${appPath}/fleet`);
      await expect(page.getByRole('alert').filter({ hasText: 'hold no sample newer than' }).first()).toBeVisible();
      await expect(page.getByRole('row').filter({ hasText: /stale/i }).first()).toBeVisible();
      await picture(page, `stale-${theme}`);
      await expectAccessible(page);
    });

    test(`was never sent anything says what to do (${theme})`, async ({ page, watch }) => {
      watch.allow(503);
      await visitAs(page, stage.empty, { theme });
      await page.goto(`${stage.empty}${appPath}/fleet`);
      await expect(page.getByText(/first forecasts are being made|no server has sent metrics yet/i).first()).toBeVisible();
      await picture(page, `empty-${theme}`);
      await expectAccessible(page);
    });

    test(`does not know the token is told from one that is away (${theme})`, async ({ page, watch }) => {
      watch.allow(401);
      await visitAs(page, stage.wrongToken, { theme });
      await page.goto(`${stage.wrongToken}${appPath}/fleet`);
      await expect(page.getByRole('alert').filter({ hasText: 'does not accept the token' }).first()).toBeVisible();
      await picture(page, `wrong-token-${theme}`);
      await expectAccessible(page);
      // Asks two questions at once, and both are refused.
      await page.goto(`${stage.wrongToken}${appPath}/calendar`);
      await expect(page.getByRole('alert').filter({ hasText: 'does not accept the token' })).toHaveCount(1);
      await page.goto(`${stage.wrongToken}/preview-panel`);
      await expect(page.getByText(/token/i).first()).toBeVisible();
    });
  }

  test('takes long to answer leaves a page that says that it loads', async ({ page }) => {
    await visitAs(page, stage.full, { theme: 'dark' });
    let release = () => {};
    const held = new Promise<void>((resolve) => (release = resolve));
    await page.route(`**${proxyPath}/read/**`, async (route) => {
      await held;
      await route.continue();
    });
    await page.goto(`${stage.full}${appPath}/fleet`);
    await expect(page.getByRole('heading', { name: 'Fleet', level: 1 })).toBeVisible();
    await expect(page.getByRole('link', { name: /^(pp|sh|cr)\w+\d$/ })).toHaveCount(0);
    await picture(page, 'loading');
    await expectAccessible(page);
    release();
    await expect(page.getByRole('link', { name: /^(pp|sh|cr)\w+\d$/ }).first()).toBeVisible();
  });

  test('is killed while a page is open: what was shown stays, and the page says that nothing answers', async ({ page, watch }) => {
    watch.allow(502);
    await visitAs(page, stage.mortal, { theme: 'dark' });
    await page.goto(`${stage.mortal}${appPath}/fleet`);
    await expect(page.getByRole('link', { name: /^pp\w+\d$/ }).first()).toBeVisible();
    process.kill(stage.mortalPid, 'SIGKILL');
    await page.getByRole('searchbox').or(page.getByLabel('Search servers by name')).first().fill('pp');
    await expect(page.getByRole('alert').filter({ hasText: 'cannot reach the Fleetcast service' }).first()).toBeVisible();
    await picture(page, 'unreachable');
    await expectAccessible(page);
    await page.setViewportSize(phone);
    await page.goto(`${stage.mortal}${appPath}/fleet`);
    await expect(page.getByRole('alert').filter({ hasText: 'cannot reach the Fleetcast service' }).first()).toBeVisible();
    await expectNoSidewaysScroll(page);
  });
});

test.describe('a thousand servers', () => {
  test('are drawn as they come into view, however fast one scrolls, and all can be reached', async ({ page }) => {
    await visitAs(page, stage.large, { theme: 'dark' });
    await page.goto(`${stage.large}${appPath}/fleet`);
    await expect(page.getByText('1,000 servers')).toBeVisible();
    const rows = page.getByRole('row');
    await expect(rows.nth(5)).toBeVisible();
    expect(await rows.count()).toBeLessThan(120);
    const table = page.getByRole('table').first();
    await table.hover();
    const mostRows = await page.evaluate<number>(`new Promise((resolve) => {
      let most = 0, frames = 0;
      const scroller = [...document.querySelectorAll('*')].find((element) => element.scrollHeight > element.clientHeight + 2000) ?? document.scrollingElement;
      const frame = () => {
        most = Math.max(most, document.querySelectorAll('[role=row]').length);
        scroller.scrollTop += 400;
        if (++frames < 90) requestAnimationFrame(frame); else resolve(most);
      };
      requestAnimationFrame(frame);
    })`);
    expect(mostRows).toBeLessThan(120);
    await page.getByLabel('Search servers by name').fill('ppweb003');
    await expect(serverInTable(page, 'ppweb003')).toBeVisible();
  });
});
