/** `npm run check:provisioning`: every provisioned file against its schema, its references, a real Prometheus and Go's templates. */
import { jestSuite, runSuites } from '../test/suites.ts';
import { provideSystemPackages } from '../test/system-packages.ts';

provideSystemPackages();
const tally = runSuites([
  jestSuite('files', ['--selectProjects', 'unit', '--testPathPatterns', 'tools/(provisioning|stack)/']),
  jestSuite('asked and said', ['--selectProjects', 'integration', '--runInBand', '--testPathPatterns', 'tools/provisioning/test/']),
]);
process.exit(tally.failed === 0 ? 0 : 1);
