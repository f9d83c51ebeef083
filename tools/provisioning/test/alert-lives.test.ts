/** What becomes of an alert while its warning lives, and while nobody says anything. Rules are evaluated every minute. */
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import type { SampleServer } from '../../../backend/test/service/sample-fleet.ts';
import { describeWithServers } from '../../servers/describe-with-servers.ts';
import { readAlertingFiles, ruleGroups, rulesFolder } from '../alerting-files.ts';
import { RuleRun } from '../rule-run.ts';
import { minute, ToldFleet } from './told-fleet.ts';

const skill = { value: 0.2, resolvedForecasts: 99, coverage80: 0.8, isProven: true };
const web = (risk: number, p50Minutes: number): readonly SampleServer[] => [{ server: 'web-1', tier: 'shop', spoken: 'model', skill, risk, p10Minutes: 0.9 * p50Minutes, p50Minutes }, { server: 'web-2', tier: 'shop', risk: 0.05 }, { server: 'web-3', tier: 'shop', risk: 0.05 }];
const warningRules = ['fleetcast-critical', 'fleetcast-page', 'fleetcast-warning'];
const figures = [{ measure: 'accuracy', metric: 'cpu', value: 0.9, limit: 0.8, limitIs: 'least', past: false }] as const;

describeWithServers(['prometheus'], 'an alert', () => {
  let fleet: ToldFleet;
  let runs: readonly RuleRun[];
  const ruleRun = (uid: string) => runs.find(({ rule }) => rule.uid === uid)!;
  const firingNow = () => runs.filter(({ firing }) => firing.length > 0).map(({ rule }) => rule.uid).sort();
  const evaluate = async () => {
    await Promise.all(runs.map((run) => run.runOnce(fleet.nowMs)));
  };
  /** Minutes of a service that runs: a cycle every five, what it said repeated in between. */
  const live = async (minutes: number, servers: readonly SampleServer[], why: string, eachMinute: () => void = () => undefined) => {
    for (let passed = 0; passed < minutes; passed++) {
      fleet.pass(1);
      const beside = { reasons: new Map(fleet.desk.open.map(({ warningId }) => [warningId, why])), figures };
      await (passed % 5 === 0 ? fleet.cycle(servers, beside) : fleet.tell(beside));
      await evaluate();
      eachMinute();
    }
  };

  beforeEach(async () => {
    fleet = await ToldFleet.start();
    runs = ruleGroups(readAlertingFiles(rulesFolder)).flatMap((group) => group.rules.map((rule) => new RuleRun(rule, group, fleet.ask)));
  });
  afterEach(() => fleet.stop());

  it('keeps one set of labels from the opening of its warning to the clearing, though that escalates, changes its reasons and is acknowledged', async () => {
    runs = runs.filter(({ rule }) => warningRules.includes(rule.uid));
    const run = ruleRun('fleetcast-warning');
    const seen = { labels: new Set<string>(), whys: new Set<string>(), severities: new Set<string>(), states: new Set<string>() };
    const look = () => {
      expect(run.firing).toHaveLength(1);
      const [{ labels, values }] = run.firing;
      seen.labels.add(JSON.stringify(labels));
      seen.whys.add(values.words.labels.why);
      for (const warning of fleet.desk.open) {
        seen.severities.add(warning.severity);
        seen.states.add(warning.state);
      }
    };
    await live(10, web(0.6, 200), 'Last 3 hours: adds 12%.', look);
    const [{ warningId, groupId }] = fleet.desk.open;
    await fleet.desk.acknowledge(warningId, 'ada', 'on it');
    await live(10, web(0.6, 200), 'Same time yesterday: adds 9%.', look);
    await live(10, web(0.97, 40), 'Last 3 hours: adds 30%.', look);
    expect(firingNow()).toEqual(warningRules);
    expect(run.resolved).toEqual([]);
    // Calm for longer than it must hold before it clears.
    await live(60, web(0.05, 300), 'Last 3 hours: takes away 20%.');
    expect(fleet.desk.open).toEqual([]);

    expect([...seen.labels].map((labels) => JSON.parse(labels) as unknown)).toEqual([{ server: 'web-1', region: 'eu', tier: 'shop', metric: 'cpu', direction: 'above', group: groupId }]);
    // No label: nothing is said of reasons before they have been asked for.
    expect([...seen.whys]).toEqual([undefined, 'Last 3 hours: adds 12%.', 'Same time yesterday: adds 9%.', 'Last 3 hours: adds 30%.']);
    expect([...seen.severities]).toEqual(['warning', 'critical']);
    expect([...seen.states]).toEqual(['open', 'acknowledged']);
    for (const uid of warningRules) {
      expect(ruleRun(uid).firing).toEqual([]);
      expect(ruleRun(uid).resolved).toEqual([{ server: 'web-1', region: 'eu', tier: 'shop', metric: 'cpu', direction: 'above', group: groupId }]);
    }
  });

  it('is neither resolved nor doubled by a service that is dead for 30 minutes: the dead-man rule alone speaks up', async () => {
    await live(10, web(0.97, 40), 'Last 3 hours: adds 30%.');
    const before = firingNow();
    expect(before).toEqual(warningRules);
    const labelsOf = (uid: string) => ruleRun(uid).firing.map(({ labels }) => labels);
    const labels = new Map(before.map((uid) => [uid, labelsOf(uid)]));
    const silentSinceMs = fleet.nowMs;
    let spokeAfterMinutes = 0;
    for (let passed = 0; passed < 30; passed++) {
      fleet.pass(1);
      await evaluate();
      if (spokeAfterMinutes === 0 && firingNow().includes('fleetcast-dead-man')) spokeAfterMinutes = (fleet.nowMs - silentSinceMs) / minute;
      expect(firingNow().filter((uid) => uid !== 'fleetcast-dead-man')).toEqual(before);
    }
    expect(firingNow()).toEqual([...before, 'fleetcast-dead-man'].sort());
    expect(spokeAfterMinutes).toBe(11);
    for (const { resolved } of runs) expect(resolved).toEqual([]);

    await live(5, web(0.97, 40), 'Last 3 hours: adds 30%.');
    expect(firingNow()).toEqual(before);
    for (const [uid, ones] of labels) expect(labelsOf(uid)).toEqual(ones);
    expect(runs.flatMap(({ rule, resolved }) => (resolved.length === 0 ? [] : [rule.uid]))).toEqual(['fleetcast-dead-man']);
  });
});
