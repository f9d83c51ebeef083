/** `npm test`: everything. The last line is the sum over all suites. */
import { commandSuite, jestSuite, playwrightSuite, runSuites } from './suites.ts';
import { provideSystemPackages } from './system-packages.ts';

provideSystemPackages();
const tally = runSuites([
  commandSuite('types', ['tools/test/typecheck.ts']),
  commandSuite('lint', ['node_modules/eslint/bin/eslint.js', '.']),
  commandSuite('unused', ['node_modules/knip/bin/knip.js']),
  jestSuite('unit', ['--selectProjects', 'unit', 'plugin']),
  jestSuite('integration', ['--selectProjects', 'integration', '--runInBand']),
  playwrightSuite('browser', 'preview/playwright.config.ts'),
]);
process.exit(tally.failed === 0 ? 0 : 1);
