/** `npm run check`: what is quick - types, lint, layers, unused exports, unit tests. */
import { commandSuite, jestSuite, runSuites } from './suites.ts';

const tally = runSuites([
  commandSuite('types', ['tools/test/typecheck.ts']),
  commandSuite('lint', ['node_modules/eslint/bin/eslint.js', '.', '--cache', '--cache-location', 'node_modules/.cache/eslint/']),
  commandSuite('unused', ['node_modules/knip/bin/knip.js']),
  jestSuite('unit', ['--selectProjects', 'unit', 'plugin']),
]);
process.exit(tally.failed === 0 ? 0 : 1);
