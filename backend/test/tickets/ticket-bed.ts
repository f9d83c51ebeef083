/** Tickets from webhook to vendor over a real SQLite file, with a clock that stands still until it is moved. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { loadConfig } from '../../src/app/config/config.ts';
import { TicketCounts } from '../../src/app/tickets/ticket-counts.ts';
import { TicketDelivery } from '../../src/app/tickets/ticket-delivery.ts';
import { TicketDesk, type TakenWebhook } from '../../src/app/tickets/ticket-desk.ts';
import { TicketPolling } from '../../src/app/tickets/ticket-polling.ts';
import { TicketTexts } from '../../src/app/tickets/ticket-texts.ts';
import { WarningDesk } from '../../src/app/warnings/warning-desk.ts';
import type { GrafanaAlert } from '../../src/domain/tickets/alert.ts';
import type { Warning } from '../../src/domain/warnings/warning.ts';
import { JiraTickets } from '../../src/io/jira/jira-tickets.ts';
import { jiraOptions } from '../../src/io/jira/options.ts';
import { serviceNowOptions } from '../../src/io/servicenow/options.ts';
import { ServiceNowTickets } from '../../src/io/servicenow/service-now-tickets.ts';
import { openStateHere, type State } from '../../src/io/state/state.ts';
import { createLog } from '../../src/io/telemetry/log.ts';
import { ServiceMetrics } from '../../src/io/telemetry/service-metrics.ts';
import { storyOf } from '../warnings/sample-warnings.ts';
import { JiraServer } from './jira-server.ts';
import { ServiceNowServer } from './service-now-server.ts';

export const t0 = Date.UTC(2026, 0, 5, 12);
const minute = 60_000;
const log = createLog('silent');

export interface BedOptions {
  readonly mostWaiting?: number;
  readonly giveUpHours?: number;
  readonly jiraTimeoutSeconds?: number;
}

/** Two vendors, and a service beside them that can be killed and started again on the same file. */
export class TicketBed {
  readonly jira = new JiraServer('ops@example.org', 'jira-secret');
  readonly serviceNow = new ServiceNowServer('fleetcast', 'snow-secret');
  readonly metrics = new ServiceMetrics(() => 0);
  nowMs = t0;
  state!: State;
  desk!: TicketDesk;
  warnings!: WarningDesk;
  deliveries: readonly TicketDelivery[] = [];
  pollings: readonly TicketPolling[] = [];
  counts!: TicketCounts;
  private readonly options: BedOptions;
  private readonly folder = mkdtempSync(path.join(tmpdir(), 'fleetcast-tickets-'));
  private readonly addresses = { jira: '', serviceNow: '' };
  private configured: readonly string[] = ['jira', 'snow'];
  private systems: Array<JiraTickets | ServiceNowTickets> = [];

  constructor(options: BedOptions = {}) {
    this.options = options;
  }

  async start(): Promise<void> {
    this.addresses.jira = await this.jira.web.start();
    this.addresses.serviceNow = await this.serviceNow.web.start();
    await this.startService();
  }

  async stop(): Promise<void> {
    await this.stopService();
    await Promise.all([this.jira.web.stop(), this.serviceNow.web.stop()]);
    rmSync(this.folder, { recursive: true });
  }

  /** Nothing is finished or written on the way out: what is not in the file is lost, as by kill -9. */
  async killAndRestart(systems: readonly string[] = ['jira', 'snow']): Promise<void> {
    await this.stopService();
    this.configured = systems;
    await this.startService();
  }

  /** Opens a warning in the state; `lead` is the one whose group it joins. */
  async warn(server: string, lead?: Warning): Promise<Warning> {
    const { warning, records } = storyOf(server, t0);
    const grouped = lead === undefined ? warning : { ...warning, groupId: lead.groupId, groupedBecause: `same tier as ${lead.server}, about the same time` };
    await this.state.warnings.saveAll([{ ...records[0], after: grouped }]);
    await this.openWarnings();
    return grouped;
  }

  webhook(alerts: readonly GrafanaAlert[], more: Partial<TakenWebhook> = {}): TakenWebhook {
    return { receiver: 'fleetcast', grafanaUrl: 'https://grafana.example.org/', alerts, signature: null, by: 'Grafana, by token hooks-1', ...more };
  }

  /** One look of every system; answers how many deliveries were tried. */
  async deliver(): Promise<number> {
    const tried = await Promise.all(this.deliveries.map((delivery) => delivery.runOnce(new AbortController().signal)));
    return tried.reduce((sum, some) => sum + some, 0);
  }

  async poll(): Promise<void> {
    for (const polling of this.pollings) await polling.runOnce(new AbortController().signal);
  }

  private async startService(): Promise<void> {
    this.state = await openStateHere({ kind: 'sqlite', file: path.join(this.folder, 'state.sqlite') });
    const jira = new JiraTickets('jira', jiraOptions.parse({ url: this.addresses.jira, email: 'ops@example.org', token: 'jira-secret', project: 'OPS', priorities: { critical: 'Highest', warning: 'High' }, timeoutSeconds: this.options.jiraTimeoutSeconds ?? 20 }));
    const snow = new ServiceNowTickets('snow', serviceNowOptions.parse({ url: this.addresses.serviceNow, username: 'fleetcast', password: 'snow-secret', fields: { assignment_group: 'unix' } }));
    this.systems = [jira, snow];
    this.counts = new TicketCounts(this.metrics);
    await this.openWarnings();
    this.desk = await TicketDesk.open({
      store: this.state.tickets,
      systems: [{ name: 'jira', receivers: [] }, { name: 'snow', receivers: ['fleetcast'] }].filter(({ name }) => this.configured.includes(name)),
      mostWaiting: this.options.mostWaiting ?? 1000,
      openWarnings: () => this.warnings.open,
      onDropped: (system, because) => this.counts.dropped(system, because),
      now: () => this.nowMs,
    });
    const texts = new TicketTexts({ warnings: this.state.warnings, recommendations: { advise: async () => ({ kind: 'not-ready' }) }, explanations: { explain: async () => ({ kind: 'not-ready' }) }, log });
    const giveUpAfterMs = (this.options.giveUpHours ?? 24) * 60 * minute;
    this.deliveries = this.systems.map((system) => new TicketDelivery({ desk: this.desk, store: this.state.tickets, system, texts, giveUpAfterMs, counts: this.counts, now: () => this.nowMs, random: () => 1, log }));
    // the desk of warnings is made anew with every warning of a test
    const warnings: Pick<WarningDesk, 'acknowledge' | 'comment' | 'history'> = {
      acknowledge: (...args) => this.warnings.acknowledge(...args),
      comment: (...args) => this.warnings.comment(...args),
      history: (...args) => this.warnings.history(...args),
    };
    const common = { desk: this.desk, openWarnings: () => this.warnings.open, warnings, counts: this.counts, log };
    this.pollings = [
      new TicketPolling({ ...common, system: jira, states: { indeterminate: 'acknowledge', done: 'comment' } }),
      new TicketPolling({ ...common, system: snow, states: { 2: 'acknowledge', 6: 'comment' } }),
    ];
  }

  private async openWarnings(): Promise<void> {
    const outcome = loadConfig(null, {});
    if (outcome.kind === 'invalid') throw new Error('the defaults are valid');
    this.warnings = await WarningDesk.open({ store: this.state.warnings, policy: outcome.config.warnings, facts: { inMaintenance: () => false }, now: () => this.nowMs, log });
  }

  private async stopService(): Promise<void> {
    await Promise.all(this.systems.map((system) => system.stop()));
    await this.desk.settled();
    await this.state.store.close();
  }
}

/** An alert about a warning, as the rule's labels make it. */
export function alertOf({ region, server, metric, threshold: { direction } }: Warning, firing = true, startsAtMs = t0, rule = 'FleetcastWarning'): GrafanaAlert {
  return { fingerprint: `${rule}-${server}`, firing, startsAtMs, labels: { alertname: rule, region, server, metric, direction } };
}
