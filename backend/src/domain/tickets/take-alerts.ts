import type { Warning } from '../warnings/warning.ts';
import { isAbout, subjectOfAlert, type GrafanaAlert } from './alert.ts';
import type { Ticket, TicketAlert } from './ticket.ts';

/** Why an alert opens, changes and closes nothing. */
export type IgnoredBecause = 'not-a-warning' | 'unknown-warning' | 'no-ticket';

/** Alerts about one group of warnings. */
export interface GroupAlerts {
  readonly region: string;
  readonly groupId: string;
  readonly alerts: ReadonlyArray<{ readonly fingerprint: string; readonly alert: TicketAlert }>;
}

export interface SortedAlerts {
  readonly groups: readonly GroupAlerts[];
  readonly ignored: readonly IgnoredBecause[];
}

/**
 * Alerts by the group of warnings that they are about. One that fires must be about a warning that is open: the service makes
 * tickets of what it said itself, and of nothing that somebody claims it said. One that is resolved belongs to every ticket
 * that it still fires for, whatever has become of the warnings.
 */
export function sortAlerts(alerts: readonly GrafanaAlert[], openWarnings: readonly Warning[], tickets: readonly Ticket[]): SortedAlerts {
  const groups = new Map<string, { region: string; groupId: string; alerts: Array<GroupAlerts['alerts'][number]> }>();
  const ignored: IgnoredBecause[] = [];
  const add = (region: string, groupId: string, { fingerprint, firing, startsAtMs }: GrafanaAlert, warningId: string) => {
    const group = groups.get(groupId) ?? { region, groupId, alerts: [] };
    group.alerts.push({ fingerprint, alert: { warningId, startsAtMs, firing } });
    groups.set(groupId, group);
  };
  for (const alert of alerts) {
    const subject = subjectOfAlert(alert);
    if (subject === null) {
      ignored.push('not-a-warning');
    } else if (alert.firing) {
      const warning = openWarnings.find((one) => isAbout(one, subject));
      if (warning === undefined) ignored.push('unknown-warning');
      else add(warning.region, warning.groupId, alert, warning.warningId);
    } else {
      // one for each system, and one for each group that the same labels were about
      const ended = new Map(tickets.filter((ticket) => firesFor(ticket, alert)).map((ticket) => [ticket.groupId, ticket]));
      if (ended.size === 0) ignored.push('no-ticket');
      for (const { region, groupId, alerts: known } of ended.values()) add(region, groupId, alert, known[alert.fingerprint].warningId);
    }
  }
  return { groups: [...groups.values()], ignored };
}

function firesFor({ alerts }: Ticket, { fingerprint }: GrafanaAlert): boolean {
  return (alerts[fingerprint] as TicketAlert | undefined)?.firing === true;
}

/**
 * The ticket's alerts after these; null when they say nothing new. What was said before is told by when the alert began to
 * fire, so that a notification that comes again or late neither opens what is over nor closes what fires anew.
 */
export function alertsAfter(known: Ticket['alerts'], { alerts }: GroupAlerts): Ticket['alerts'] | null {
  const after = { ...known };
  let changed = false;
  for (const { fingerprint, alert } of alerts) {
    const before = after[fingerprint] as TicketAlert | undefined;
    if (!isNews(before, alert)) continue;
    after[fingerprint] = alert;
    changed = true;
  }
  return changed ? after : null;
}

function isNews(before: TicketAlert | undefined, alert: TicketAlert): boolean {
  if (before === undefined) return alert.firing;
  if (alert.firing) return alert.startsAtMs > before.startsAtMs;
  return before.firing && alert.startsAtMs >= before.startsAtMs;
}
