/** Files of Grafana Alerting against their schema and against each other. What they ask and say is proven in test/. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { EventOccurrence } from '@fleetcast/contract';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { z } from 'zod';
import { muteTimingsFile } from '../../backend/src/app/calendar/mute-timings-file.ts';
import { readAlertingFiles, repositoryRoot, routingFolder, ruleGroups, rulesFolder, rulesOf } from './alerting-files.ts';
import { alertingFile, type Route } from './alerting-schema.ts';
import { dashboardFaults } from './dashboard-schema.ts';
import { readDashboards } from './dashboards.ts';
import { referenceFaults, type Provisioned } from './references.ts';

const read = (file: string): string => readFileSync(path.join(repositoryRoot, file), 'utf8');
const ruleFiles = readAlertingFiles(rulesFolder);
const rules = rulesOf(ruleFiles);
const routingFiles = readAlertingFiles(routingFolder);
const all = <K extends 'contactPoints' | 'policies' | 'templates' | 'muteTimes'>(part: K) => routingFiles.flatMap(({ content }) => content[part] as Provisioned['routing'][K][number][]);
const provisioned: Provisioned = {
  rules,
  routing: { contactPoints: all('contactPoints'), policies: all('policies'), templates: all('templates'), muteTimes: all('muteTimes') },
  dataSourceUids: z
    .object({ datasources: z.array(z.object({ uid: z.string(), type: z.string() })) })
    .parse(parse(read('provisioning/datasources/fleetcast.yaml')))
    .datasources.filter(({ type }) => type === 'prometheus')
    .map(({ uid }) => uid),
};

describe('what is provisioned for Grafana Alerting', () => {
  it('is rules alone unless one asks for more: no contact point, policy, template or mute timing stands beside them', () => {
    expect(ruleFiles.map(({ file }) => path.basename(file))).toEqual(['capacity.yaml', 'critical.yaml', 'dead-man.yaml', 'model-health.yaml', 'warning.yaml']);
    for (const { content } of ruleFiles) expect([content.contactPoints, content.policies, content.templates, content.muteTimes].flat()).toEqual([]);
    expect(ruleGroups(routingFiles)).toEqual([]);
  });

  it('names nothing that is not there, and nothing twice', () => {
    expect(referenceFaults(provisioned)).toEqual([]);
  });

  it('would be found out if it did', () => {
    const [rule] = rules;
    const broken = { ...rule, condition: 'nothing', annotations: { summary: '{{ $values.nothing.Value }}' }, data: rule.data.map((query) => ('expr' in query.model ? { ...query, datasourceUid: 'nowhere' } : query)) as typeof rule.data };
    expect(referenceFaults({ ...provisioned, rules: [broken] }).length).toBeGreaterThanOrEqual(3);
    expect(referenceFaults({ ...provisioned, rules: [rule, rule] })).toContain(`rule "${rule.uid}" is there twice`);
    const { contactPoints, muteTimes, templates } = provisioned.routing;
    const without = referenceFaults({ ...provisioned, routing: { ...provisioned.routing, contactPoints: contactPoints.slice(1), muteTimes: muteTimes.slice(1), templates: templates.slice(1) } });
    expect(without).toEqual(expect.arrayContaining(['no contact point is named "fleetcast-page"', 'no mute timing is named "fleetcast-maintenance"', 'no template is named "fleetcast.digest"']));
    expect(alertingFile.safeParse({ apiVersion: 1, groups: [{ ...ruleGroups(ruleFiles)[0], intervall: '1m' }] }).success).toBe(false);
    expect(alertingFile.safeParse({ apiVersion: 1, contactPoints: [{ orgId: 1, name: 'x', receivers: [{ uid: 'x', type: 'slack', settings: { url: 'https://hooks.slack.com/a-secret', title: 't', text: 't' } }] }] }).success).toBe(false);
  });

  it('reaches people through PagerDuty, Slack, Teams, mail, Jira and a webhook', () => {
    const types = provisioned.routing.contactPoints.flatMap(({ receivers }) => receivers.map(({ type }) => type));
    expect([...new Set(types)].sort()).toEqual(['email', 'jira', 'pagerduty', 'slack', 'teams', 'webhook']);
  });
});

describe('every rule', () => {
  const seconds = (duration: string) => Number.parseInt(duration, 10) * { s: 1, m: 60, h: 3600, d: 86_400 }[duration.at(-1) as 's' | 'm' | 'h' | 'd'];

  it('says what, when, how sure, why and what to do, and where to look', () => {
    for (const { uid, annotations } of rules) {
      const said = Object.keys(annotations);
      expect({ uid, said }).toEqual({ uid, said: expect.arrayContaining(['summary', 'when', 'confidence', 'why', 'action']) });
      expect({ uid, silent: uid === 'fleetcast-dead-man' || said.some((key) => key.endsWith('_page')) }).toEqual({ uid, silent: true });
    }
    for (const { annotations, labels } of rules.filter((rule) => rule.labels.subject === 'warning')) expect({ labels, page: annotations.server_page }).toMatchObject({ page: expect.stringContaining('/servers?server={{ $labels.server | urlquery }}') });
  });

  it('is linked to a panel that asks for what the rule is about', () => {
    const panels = new Map(readDashboards().flatMap(({ dashboard }) => dashboard.panels.map(({ id, targets }) => [`${dashboard.uid} ${id}`, targets.map(({ queryType, expr }) => queryType ?? /fleetcast_\w+/.exec(expr ?? '')?.[0])])));
    const asked = Object.fromEntries(rules.map(({ uid, annotations }) => [uid, panels.get(`${annotations.__dashboardUid__} ${annotations.__panelId__}`)]));
    expect(asked).toEqual({
      'fleetcast-page': ['fleetcast_warning', 'fleetcast_warning_page'],
      'fleetcast-critical': ['fleetcast_warning', 'fleetcast_warning_page'],
      'fleetcast-warning': ['fleetcast_warning', 'fleetcast_warning_page'],
      'fleetcast-tier-capacity': ['tiers'],
      'fleetcast-server-full': ['fleet'],
      'fleetcast-accuracy': ['performance-days'],
      'fleetcast-false-positives': ['performance-warnings'],
      'fleetcast-calibration': ['performance-days'],
      'fleetcast-stale': ['fleetcast_fleet_servers'],
      'fleetcast-dead-man': ['fleetcast_written_timestamp_seconds'],
    });
  });

  it('has labels without templates, so that they never change, and those that the policies ask for', () => {
    for (const { uid, labels } of rules) {
      expect({ uid, labels }).toMatchObject({ labels: { product: 'fleetcast', subject: expect.any(String), severity: expect.stringMatching(/^(critical|warning)$/), notify: expect.stringMatching(/^(page|mail)$/) } });
      expect(Object.values(labels).join(' ')).not.toMatch(/[{$]/);
    }
  });

  it('keeps its last state without data, or on an error, and for an hour at least without its series; the dead-man rule alone speaks up', () => {
    for (const { interval, rules: inGroup } of ruleGroups(ruleFiles)) {
      for (const { uid, noDataState, execErrState, missing_series_evals_to_resolve } of inGroup) {
        const state = uid === 'fleetcast-dead-man' ? 'Alerting' : 'KeepLast';
        expect({ uid, noDataState, execErrState }).toEqual({ uid, noDataState: state, execErrState: state });
        expect(missing_series_evals_to_resolve * seconds(interval)).toBeGreaterThanOrEqual(3600);
      }
    }
  });

  it('recovers no sooner than it would not fire', () => {
    for (const { uid, data } of rules) {
      for (const query of data) {
        if (!('conditions' in query.model)) continue;
        const [{ evaluator, unloadEvaluator }] = query.model.conditions;
        const distance = (evaluator.params[0] - unloadEvaluator.params[0]) * (evaluator.type === 'gt' ? 1 : -1);
        expect({ uid, types: [evaluator.type, unloadEvaluator.type].sort(), recovers: distance >= 0 }).toEqual({ uid, types: ['gt', 'lt'], recovers: true });
      }
    }
  });
});

describe('the policies', () => {
  const [policy] = provisioned.routing.policies;
  const matches = (route: Route, labels: Readonly<Record<string, string>>) => route.object_matchers.every(([name, operator, value]) => operator === '=' && labels[name] === value);
  /** Contact points of an alert, as Alertmanager walks the tree: the first route that matches, and the next ones while it says continue. */
  const toldOf = (labels: Readonly<Record<string, string>>): readonly string[] => {
    const below = (receiver: string, routes: readonly Route[]): readonly string[] => {
      const told: string[] = [];
      for (const route of routes.filter((one) => matches(one, labels))) {
        told.push(...below(route.receiver, route.routes ?? []));
        if (route.continue !== true) break;
      }
      return told.length > 0 ? told : [receiver];
    };
    return below(policy.receiver, policy.routes);
  };
  const told = Object.fromEntries(rules.map(({ uid, labels }) => [uid, toldOf(labels)]));

  it('page what is sure and near, and a service that is silent; the rest is mail', () => {
    const paged = Object.entries(told).filter(([, receivers]) => receivers.includes('fleetcast-page')).map(([uid]) => uid);
    expect(paged.sort()).toEqual(['fleetcast-dead-man', 'fleetcast-page']);
    expect(told['fleetcast-critical']).toEqual(['fleetcast-webhook', 'fleetcast-mail']);
    for (const uid of ['fleetcast-warning', 'fleetcast-tier-capacity', 'fleetcast-server-full', 'fleetcast-accuracy', 'fleetcast-stale']) expect(told[uid]).toEqual(['fleetcast-mail-digest']);
  });

  it('leave alerts of others to the root, and group warnings by their cause', () => {
    expect(toldOf({ alertname: 'DiskFull' })).toEqual([policy.receiver]);
    const fleetcast = policy.routes[0].routes ?? [];
    for (const route of fleetcast) expect(route.group_by).toContain('group');
  });
});

describe('the dashboards', () => {
  const folder = 'plugin/src/dashboards';
  const dashboards = Object.fromEntries(readdirSync(path.join(repositoryRoot, folder)).map((file) => [file, read(`${folder}/${file}`)]));
  const broken = { 'misspelt.json': '{\n  "titel": "x"\n}', 'wrong.json': '{\n  "title": "x",\n  "graphTooltip": "shared"\n}', 'ours.json': '{\n  "schemaVersion": 41,\n  "panels": [{ "type": "stat", "targets": [{ "refId": "A", "ofOurs": 1 }] }]\n}' };

  it("are what Grafana's own schema calls a dashboard, as the compiler would find out", () => {
    const faults = dashboardFaults({ ...dashboards, ...broken });
    expect(faults).toEqual([expect.stringMatching(/^misspelt\.json:2: .*"titel"/), expect.stringMatching(/^wrong\.json:3: /)]);
  }, 60_000);

  it('have uids and titles of their own', () => {
    const named = Object.values(dashboards).map((text) => z.object({ uid: z.string(), title: z.string() }).parse(JSON.parse(text)));
    expect(new Set(named.map(({ uid }) => uid)).size).toBe(named.length);
    expect(new Set(named.map(({ title }) => title)).size).toBe(named.length);
  });
});

describe('mute timings', () => {
  const patches: EventOccurrence = { eventId: 'x', name: 'Patches', kind: 'maintenance', startMs: Date.UTC(2026, 4, 3, 23), endMs: Date.UTC(2026, 4, 4, 1), allDay: false, timeZone: 'UTC', scope: { regions: [], profiles: [], tiers: [], servers: [] } };

  it('are written from the calendar, as Grafana reads them; the one that is provisioned is that of an empty calendar', () => {
    expect(read(`${routingFolder}/mute-timings.yaml`)).toBe(muteTimingsFile([]));
    const written = alertingFile.parse(parse(muteTimingsFile([patches, { ...patches, kind: 'deployment', startMs: 0, endMs: 1 }])));
    expect(written.muteTimes.map(({ name, time_intervals }) => [name, time_intervals.map(({ times, days_of_month }) => [times, days_of_month])])).toEqual([
      ['fleetcast-maintenance', [[[{ start_time: '23:00', end_time: '24:00' }], ['3']], [[{ start_time: '00:00', end_time: '01:00' }], ['4']]]],
    ]);
  });
});

describe('what stands in the environment', () => {
  it('is what the routing stack passes to Grafana', () => {
    const variables = new Set(readdirSync(path.join(repositoryRoot, routingFolder)).flatMap((file) => (file === 'templates.yaml' ? [] : [...read(`${routingFolder}/${file}`).matchAll(/\$([A-Z][A-Z0-9_]*)/g)].map(([, name]) => name))));
    const shape = z.object({ services: z.object({ grafana: z.object({ environment: z.record(z.string(), z.string()) }) }) });
    const passed = [...['docker-compose.yml', 'docker-compose.alerting.yml'].flatMap((file) => Object.keys(shape.parse(parse(read(file))).services.grafana.environment))];
    expect([...variables].filter((name) => !passed.includes(name))).toEqual([]);
    expect(variables.size).toBeGreaterThan(8);
  });
});
