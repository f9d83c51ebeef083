import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { z } from 'zod';

export const root = path.resolve(import.meta.dirname, '../..');

export interface Tally {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

export interface Suite {
  readonly name: string;
  run(): Tally;
}

const onePassed: Tally = { passed: 1, failed: 0, skipped: 0 };
const oneFailed: Tally = { passed: 0, failed: 1, skipped: 0 };

function node(args: readonly string[], env: NodeJS.ProcessEnv = {}): number {
  return spawnSync(process.execPath, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'], env: { ...process.env, ...env } }).status ?? 1;
}

/** Runs `work` with a path for a report and reads the report afterwards; no report counts as one failure. */
function withReport(work: (reportFile: string) => number, tallyOf: (report: unknown) => Tally): Tally {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'fleetcast-report-'));
  try {
    const reportFile = path.join(folder, 'report.json');
    const status = work(reportFile);
    if (!existsSync(reportFile)) return oneFailed;
    const tally = tallyOf(JSON.parse(readFileSync(reportFile, 'utf8')));
    return status !== 0 && tally.failed === 0 ? { ...tally, failed: 1 } : tally;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A command that is right or wrong as a whole. */
export function commandSuite(name: string, args: readonly string[]): Suite {
  return { name, run: () => (node(args) === 0 ? onePassed : oneFailed) };
}

const jestReport = z.object({ numPassedTests: z.number(), numFailedTests: z.number(), numPendingTests: z.number(), numRuntimeErrorTestSuites: z.number() });

export function jestSuite(name: string, args: readonly string[]): Suite {
  const jest = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning', 'node_modules/jest/bin/jest.js'];
  return {
    name,
    run: () =>
      withReport(
        (file) => node([...jest, ...args, '--json', `--outputFile=${file}`, '--reporters=default'], { NODE_ENV: 'test' }),
        (raw) => {
          const report = jestReport.parse(raw);
          return { passed: report.numPassedTests, failed: report.numFailedTests + report.numRuntimeErrorTestSuites, skipped: report.numPendingTests };
        },
      ),
  };
}

const playwrightReport = z.object({ stats: z.object({ expected: z.number(), unexpected: z.number(), flaky: z.number(), skipped: z.number() }) });

/** A test that passes only on a second try counts as failed. */
export function playwrightSuite(name: string, config: string): Suite {
  return {
    name,
    run: () =>
      withReport(
        (file) => node(['node_modules/@playwright/test/cli.js', 'test', '--config', config, '--reporter=list,json'], { PLAYWRIGHT_JSON_OUTPUT_NAME: file }),
        (raw) => {
          const { stats } = playwrightReport.parse(raw);
          return { passed: stats.expected, failed: stats.unexpected + stats.flaky, skipped: stats.skipped };
        },
      ),
  };
}

/** Runs suites one after the other and prints a line each and the sum, which is the last line. */
export function runSuites(suites: readonly Suite[]): Tally {
  const lines: string[] = [];
  let sum: Tally = { passed: 0, failed: 0, skipped: 0 };
  for (const suite of suites) {
    process.stdout.write(`\n== ${suite.name}\n`);
    const startedMs = Date.now();
    const tally = suite.run();
    const seconds = Math.round((Date.now() - startedMs) / 1000);
    sum = { passed: sum.passed + tally.passed, failed: sum.failed + tally.failed, skipped: sum.skipped + tally.skipped };
    lines.push(`${suite.name.padEnd(14)} ${String(tally.passed).padStart(5)} passed ${String(tally.failed).padStart(4)} failed ${String(tally.skipped).padStart(4)} skipped ${String(seconds).padStart(5)} s`);
  }
  process.stdout.write(`\n${lines.join('\n')}\n\n${sum.passed} passed, ${sum.failed} failed, ${sum.skipped} skipped\n`);
  return sum;
}
