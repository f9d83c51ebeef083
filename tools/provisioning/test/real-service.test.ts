/** The rules beside a whole service: what is pushed to it becomes a forecast, a warning, a series in Prometheus, and an alert. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from '@jest/globals';
import { eventually } from '../../../backend/test/service/eventually.ts';
import { pushFleet } from '../../../backend/test/service/pushed-fleet.ts';
import { startServiceProcess } from '../../processes/service-process.ts';
import { describeWithServers } from '../../servers/describe-with-servers.ts';
import { startPrometheus } from '../../servers/prometheus.ts';
import { readAlertingFiles, ruleGroups, rulesFolder } from '../alerting-files.ts';
import { RuleRun } from '../rule-run.ts';
import { askPrometheus } from './ask-prometheus.ts';

const hour = 3_600_000;
/** Peaks spread over the day, so that some server is always on its way to the threshold. */
const fleet = { servers: Array.from({ length: 18 }, (_, i) => `web-${i}`), metrics: ['cpu'], stepMs: 300_000 };

describeWithServers(['prometheus'], 'a service with a sink', () => {
  it('makes the rules fire for its warnings, with their groups and reasons, and for nothing else', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'fleetcast-alerting-'));
    const prometheus = await startPrometheus();
    const settings = {
      metrics: [{ metric: 'cpu', warning: 50, critical: null }],
      warnings: { severities: { critical: { probability: 0.02 }, warning: { probability: 0.02 } } },
      sinks: [{ kind: 'prometheus', name: 'rules', url: prometheus.url }],
    };
    const service = await startServiceProcess(folder, settings, { environment: {} });
    try {
      await pushFleet(service.url, fleet, Date.now() - 36 * hour, Date.now());
      await eventually(async () => {
        const { warnings } = (await (await fetch(`${service.url}/v1/warnings?limit=500`)).json()) as { readonly warnings: ReadonlyArray<{ readonly server: string; readonly groupId: string; readonly clearedAt: string | null }> };
        const runs = ruleGroups(readAlertingFiles(rulesFolder)).flatMap((group) => group.rules.map((rule) => new RuleRun(rule, group, askPrometheus(prometheus.url))));
        await Promise.all(runs.map((run) => run.runOnce(Date.now())));
        const firing = (uid: string) => runs.find(({ rule }) => rule.uid === uid)!.firing.map(({ labels }) => `${labels.server} ${labels.group}`).sort();
        expect(warnings.length).toBeGreaterThan(0);
        expect(firing('fleetcast-warning')).toEqual(warnings.filter(({ clearedAt }) => clearedAt === null).map(({ server, groupId }) => `${server} ${groupId}`).sort());
        const others = runs.filter(({ rule, firing: found }) => found.length > 0 && rule.labels.subject !== 'warning').map(({ rule }) => rule.uid);
        expect(others).toEqual([]);
        // The reasons come after the warnings, from the explanation of each forecast.
        for (const { values } of runs.find(({ rule }) => rule.uid === 'fleetcast-warning')!.firing) expect(values.words.labels.why).toMatch(/\w+/);
      });
    } finally {
      await Promise.all([service.stop(), prometheus.stop()]);
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
