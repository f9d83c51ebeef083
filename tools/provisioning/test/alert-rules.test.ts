/**
 * The provisioned rules, asked from a real Prometheus that the sink has filled: every query returns rows, every rule fires on an incident and
 * recovers after it, and every text reads well when Go renders it.
 */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { SampleServer } from '../../../backend/test/service/sample-fleet.ts';
import { describeWithServers } from '../../servers/describe-with-servers.ts';
import { readAlertingFiles, routingFolder, ruleGroups, rulesFolder } from '../alerting-files.ts';
import type { AlertRule } from '../alerting-schema.ts';
import { grafanaAddress, renderByGo, type NotifiedAlert } from '../go-templates.ts';
import { RuleRun, type Firing } from '../rule-run.ts';
import { type Beside, ToldFleet } from './told-fleet.ts';

const groups = ruleGroups(readAlertingFiles(rulesFolder));
const skill = { value: 0.2, resolvedForecasts: 99, coverage80: 0.8, isProven: true };
const shop = (server: string, more: Partial<SampleServer>): SampleServer => ({ server, tier: 'shop', spoken: 'model', skill, risk: 0.05, p50Minutes: 300, ...more });

const calmServers = ['web-1', 'web-2', 'web-3'].map((server) => shop(server, {})).concat({ server: 'db 1/ü', metrics: ['memory'], risk: 0.05 });
/** The tier of web-1 heads for its threshold within the hour, a server fills up, another one has been silent for 40 minutes. */
const troubledServers = ['web-1', 'web-2', 'web-3'].map((server) => shop(server, { risk: 0.97, p10Minutes: 35, p50Minutes: 40 })).concat({ server: 'db 1/ü', metrics: ['memory'], level: 50, behind: 8 });

const figure = (measure: Beside['figures'][number]['measure'], value: number, limit: number, limitIs: Beside['figures'][number]['limitIs']): Beside['figures'][number] => ({ measure, metric: measure === 'falsePositives' ? null : 'cpu', value, limit, limitIs, past: false });
const figuresOf = (accuracy: number, coverage: number, falsePositives: number) => [figure('accuracy', accuracy, 0.8, 'least'), figure('coverage80', coverage, 0.05, 'distance'), figure('falsePositives', falsePositives, 0.5, 'most')];
const calm: Beside = { reasons: new Map(), figures: figuresOf(0.9, 0.8, 0.1) };
const why = 'Last 3 hours (mostly 60% to 78%): adds 21%, 64% of all effects.';

describeWithServers(['prometheus', 'go'], 'the rules of Grafana Alerting', () => {
  let fleet: ToldFleet;
  let runs: readonly RuleRun[];
  /** Firing instances of each rule at the height of the incident. */
  const atHeight = new Map<string, readonly Firing[]>();
  let atOpening: Firing;
  const ruleRun = (uid: string) => runs.find(({ rule }) => rule.uid === uid)!;
  const rowCounts = new Map<string, number>();
  const firingNow = () => runs.filter(({ firing }) => firing.length > 0).map(({ rule }) => rule.uid);
  const evaluate = async () => {
    for (const run of runs) for (const [refId, rows] of Object.entries(await run.runOnce(fleet.nowMs))) rowCounts.set(`${run.rule.uid} ${refId}`, rows.length);
  };
  /** Cycles five minutes apart, each followed by an evaluation. */
  const live = async (cycles: number, servers: readonly SampleServer[], beside: Beside) => {
    for (let cycle = 0; cycle < cycles; cycle++) {
      fleet.pass(5);
      await fleet.cycle(servers, beside);
      await evaluate();
    }
  };

  beforeAll(async () => {
    fleet = await ToldFleet.start();
    runs = groups.flatMap((group) => group.rules.map((rule) => new RuleRun(rule, group, fleet.ask)));
  });
  afterAll(() => fleet.stop());

  it('ask what Prometheus understands, and nothing fires in a calm fleet', async () => {
    await live(4, calmServers, calm);
    expect(firingNow()).toEqual([]);
    expect(rowCounts.size).toBeGreaterThan(20);
  });

  it('all fire in an incident, each query with rows', async () => {
    const trouble = (): Beside => ({ reasons: new Map(fleet.desk.open.map(({ warningId }) => [warningId, why])), figures: figuresOf(0.7, 0.6, 0.7) });
    await live(1, troubledServers, trouble());
    atOpening = ruleRun('fleetcast-page').firing[0];
    await live(8, troubledServers, trouble());
    expect(firingNow()).toEqual(runs.map(({ rule }) => rule.uid).filter((uid) => uid !== 'fleetcast-dead-man'));
    expect([...rowCounts].filter(([, rows]) => rows === 0)).toEqual([]);
    for (const { rule, firing } of runs) atHeight.set(rule.uid, firing);
    // Three warnings of one tier and one cause: one group, three alerts.
    const warnings = atHeight.get('fleetcast-warning')!;
    expect(warnings.map(({ labels }) => labels.server).sort()).toEqual(['web-1', 'web-2', 'web-3']);
    expect(new Set(warnings.map(({ labels }) => labels.group)).size).toBe(1);
  });

  it('recover after it, and the dead-man rule alone fires when the service falls silent', async () => {
    await live(14, calmServers, calm);
    expect(firingNow()).toEqual([]);
    fleet.pass(11);
    await evaluate();
    expect(firingNow()).toEqual(['fleetcast-dead-man']);
    atHeight.set('fleetcast-dead-man', ruleRun('fleetcast-dead-man').firing);
    await live(1, calmServers, calm);
    expect(firingNow()).toEqual([]);
  });

  describe('in words', () => {
    const alerts = new Map<string, NotifiedAlert[]>();
    const noGaps = /no value|<nil>|NaN|%!/;
    /** What people are told: annotations between underscores link panels, and Grafana leaves them out of messages. */
    const toldOf = (rule: AlertRule) => Object.entries(rule.annotations).filter(([name]) => !name.startsWith('__'));

    it('say everything about what they fire for', () => {
      const asked = runs.flatMap(({ rule }) => atHeight.get(rule.uid)!.flatMap((instance, at) => toldOf(rule).map(([name, text]) => ({ id: `${rule.uid} ${at} ${name}`, text, ...instance }))));
      const opening = { id: 'opening', text: ruleRun('fleetcast-page').rule.annotations.when, ...atOpening };
      const texts = renderByGo({ annotations: [...asked, opening] });
      expect(texts.opening.text).toMatch(/^in about (38|39)m \d+s$/);
      for (const { id } of asked) {
        expect({ id, ...texts[id] }).toEqual({ id, text: expect.stringMatching(/\S/) });
        expect(texts[id].text).not.toMatch(noGaps);
      }
      for (const { rule } of runs) {
        alerts.set(rule.uid, atHeight.get(rule.uid)!.map(({ labels }, at) => ({
          status: 'firing', labels: { ...labels, ...rule.labels, alertname: rule.title }, annotations: Object.fromEntries(toldOf(rule).map(([name]) => [name, texts[`${rule.uid} ${at} ${name}`].text])),
        })));
      }
      const paged = alerts.get('fleetcast-page')!.find(({ labels }) => labels.server === 'web-1')!;
      expect(paged.annotations).toEqual({
        summary: 'web-1: cpu will rise above its threshold', when: 'any moment now', confidence: "97% that it comes within the forecast's horizon", why,
        action: 'Add a server to shop', server_page: `${grafanaAddress}a/fleetcast-forecasting-app/servers?server=web-1&region=eu`,
      });
      expect(alerts.get('fleetcast-server-full')![0].annotations).toMatchObject({ summary: expect.stringMatching(/^db 1\/ü: memory stays above 9\d% in 8 hours$/), server_page: expect.stringContaining('server=db+1%2F%C3%BC&region=eu') });
      expect(alerts.get('fleetcast-tier-capacity')![0].annotations.summary).toBe('Tier shop is short of capacity: 97% of its 3 servers are expected to breach');
      expect(alerts.get('fleetcast-accuracy')![0].annotations.summary).toBe('Forecasts of cpu were 70% accurate over 7 days, less than is allowed');
      expect(alerts.get('fleetcast-dead-man')![0].annotations.summary).toBe('Fleetcast of eu has written nothing for 11m 0s');
    });

    it('reach every contact point whole: one alert, several, and those that are over', () => {
      const routing = readAlertingFiles(routingFolder);
      const templates = routing.flatMap(({ content }) => content.templates.map(({ template }) => template));
      const receivers = routing.flatMap(({ content }) => content.contactPoints).flatMap((point) => point.receivers);
      const page = alerts.get('fleetcast-page')!;
      const over = page.slice(1).map((alert): NotifiedAlert => ({ ...alert, status: 'resolved' }));
      const occasions = { one: page.slice(0, 1), several: [...page, ...alerts.get('fleetcast-stale')!], over: over.slice(0, 1), mixed: [page[0], ...over], health: alerts.get('fleetcast-accuracy')! };
      const texts = (settings: object): Array<readonly [string, string]> => Object.entries(settings).flatMap(([name, value]) => (typeof value === 'string' && value.includes('{{') ? [[name, value] as const] : typeof value === 'object' && value !== null ? texts(value as object) : []));
      const messages = receivers.flatMap(({ uid, settings }) => texts(settings).flatMap(([name, text]) => Object.entries(occasions).map(([occasion, about]) => ({ id: `${uid} ${name} ${occasion}`, text, alerts: about }))));
      const rendered = renderByGo({ templates, messages });
      expect(messages.length).toBeGreaterThan(50);
      for (const { id } of messages) {
        expect({ id, ...rendered[id] }).toEqual({ id, text: expect.stringMatching(/\S/) });
        expect(rendered[id].text).not.toMatch(noGaps);
      }
      const said = (id: string) => rendered[id].text;
      expect(said('fleetcast-pagerduty summary one')).toBe(page[0].annotations.summary);
      expect(said('fleetcast-pagerduty group one')).toBe(page[0].labels.group);
      expect(said('fleetcast-mail subject several')).toMatch(/^4 alerts: .+, and more$/);
      expect(said('fleetcast-mail subject over')).toMatch(/^Over: web-\d: cpu/);
      expect(said('fleetcast-mail-digest subject mixed')).toBe('Fleetcast: 1 open, 2 over');
      for (const id of ['fleetcast-slack text one', 'fleetcast-teams message one', 'fleetcast-mail message one', 'fleetcast-jira description one']) {
        for (const fact of Object.values(page[0].annotations)) expect(said(id)).toContain(fact);
      }
      expect(said('fleetcast-teams message one')).toContain(`[Open in Grafana](${page[0].annotations.server_page})`);
      expect(said('fleetcast-slack text health')).toContain(`<${grafanaAddress}a/fleetcast-forecasting-app/performance|Open in Grafana>`);
      expect(said('fleetcast-mail-digest message mixed')).toBe(
        [
          'Open',
          `- web-1: cpu will rise above its threshold; any moment now; 97% that it comes within the forecast's horizon`,
          '  Add a server to shop',
          `  ${page[0].annotations.server_page}`,
          'Over',
          '- web-2: cpu will rise above its threshold',
          '- web-3: cpu will rise above its threshold',
          '',
        ].join('\n'),
      );
    });

    it('would be found out if they were broken', () => {
      const broken = renderByGo({ annotations: [{ id: 'unclosed', text: '{{ if }}', labels: {}, values: {} }, { id: 'unknown', text: '{{ nothing "x" }}', labels: {}, values: {} }, { id: 'gap', text: '{{ $labels.nobody }}', labels: {}, values: {} }] });
      expect(broken.unclosed.fault).toMatch(/missing value for if/);
      expect(broken.unknown.fault).toMatch(/"nothing" not defined/);
    });
  });
});
