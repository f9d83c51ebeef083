/**
 * Tests in a real Grafana, for CI systems with a container engine:
 *   npm run package && docker compose up -d --wait
 *   npx playwright install chromium && npx playwright test --config e2e/playwright.config.ts
 * GRAFANA_ADMIN_PASSWORD is the one of .env; a fresh stack needs some minutes for its first forecast, which the tests wait for.
 * No test is tried twice: what fails once has a reason, and its trace is kept.
 */
import type { PluginOptions } from '@grafana/plugin-e2e';
import { defineConfig, devices } from '@playwright/test';

const password = process.env.GRAFANA_ADMIN_PASSWORD ?? 'admin';

export default defineConfig<PluginOptions>({
  testDir: './tests',
  fullyParallel: false,
  use: {
    baseURL: process.env.GRAFANA_URL ?? 'http://localhost:3000',
    grafanaAPICredentials: { user: 'admin', password },
    user: { user: 'admin', password },
    provisioningRootDir: '../provisioning',
    trace: 'retain-on-failure',
  },
  projects: [
    { name: 'sign-in', testDir: '../node_modules/@grafana/plugin-e2e/dist/auth', testMatch: [/.*\.js/] },
    { name: 'chromium', use: { ...devices['Desktop Chrome'], storageState: 'playwright/.auth/admin.json' }, dependencies: ['sign-in'] },
  ],
});
