import type { TicketSystem } from '../../domain/tickets/ports.ts';
import type { StateMap } from '../../domain/tickets/state-map.ts';
import { JiraTickets } from '../../io/jira/jira-tickets.ts';
import { ServiceNowTickets } from '../../io/servicenow/service-now-tickets.ts';
import type { Config } from '../config/config.ts';
import type { TicketSystemSetting } from '../config/ticket-settings.ts';

export interface ConfiguredSystem {
  readonly system: TicketSystem;
  readonly receivers: readonly string[];
  readonly states: StateMap;
}

export function configuredSystems({ tickets }: Pick<Config, 'tickets'>): readonly ConfiguredSystem[] {
  return (tickets.systems as readonly TicketSystemSetting[]).map((setting) => ({ system: systemOf(setting), receivers: setting.receivers, states: setting.states }));
}

function systemOf(setting: TicketSystemSetting): TicketSystem {
  switch (setting.kind) {
    case 'jira':
      return new JiraTickets(setting.name, setting);
    case 'servicenow':
      return new ServiceNowTickets(setting.name, setting);
  }
}
