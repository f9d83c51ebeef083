import { z } from 'zod';
import type { TicketSystem, VendorReply } from '../../domain/tickets/ports.ts';
import type { ExternalTicket, VendorState } from '../../domain/tickets/ticket.ts';
import type { TicketText } from '../../domain/tickets/wording.ts';
import { JsonExchange, type JsonRequest } from '../connection/json-exchange.ts';
import type { ServiceNowOptions } from './options.ts';

const record = z.object({ sys_id: z.string().regex(/^[0-9a-f]{32}$/), number: z.string() });
const one = z.object({ result: record });
const several = z.object({ result: z.array(record) });
const both = z.object({ value: z.string(), display_value: z.string() });
const withStates = z.object({ result: z.array(z.object({ sys_id: both, state: both })) });
const current = z.object({ result: z.object({ state: z.string() }) });
type Row = z.infer<typeof record>;

/** What the columns of an incident hold on a new instance. */
const mostSummary = 160;
const mostDescription = 4000;
/** Ids of one query: some 33 characters each, well below what a URL may have. */
const statesAtOnce = 50;

/**
 * Tickets as records of ServiceNow's Table API (https://www.servicenow.com/docs/r/api-reference/rest-apis/c_TableAPI.html,
 * 12 March 2026). A record carries its reference as correlation_id, by which it is found again.
 */
export class ServiceNowTickets implements TicketSystem {
  readonly name: string;
  /** The Table API reads what was written. */
  readonly findLagMs = 0;
  private readonly options: ServiceNowOptions;
  private readonly exchange: JsonExchange;
  private readonly table: string;

  constructor(name: string, options: ServiceNowOptions) {
    this.name = name;
    this.options = options;
    const { url, username, password, bearerToken, timeoutSeconds, tls } = options;
    const authorization = bearerToken === undefined ? `Basic ${Buffer.from(`${username ?? ''}:${password ?? ''}`).toString('base64')}` : `Bearer ${bearerToken}`;
    this.exchange = new JsonExchange({ url, authorization, timeoutSeconds, tls });
    this.table = `/api/now/table/${options.table}`;
  }

  async find(reference: string, signal: AbortSignal): Promise<VendorReply<ExternalTicket | null>> {
    const query = queryOf({ sysparm_query: `correlation_id=${reference}^ORDERBYsys_created_on`, sysparm_fields: 'sys_id,number', sysparm_limit: '1' });
    const reply = await this.ask({ method: 'GET', path: `${this.table}?${query}` }, several, signal);
    return reply.kind === 'done' ? { kind: 'done', value: reply.value.result.length === 0 ? null : this.external(reply.value.result[0]) } : reply;
  }

  async create(reference: string, text: TicketText, signal: AbortSignal): Promise<VendorReply<ExternalTicket>> {
    const body = { ...this.options.fields, ...this.written(text), correlation_id: reference, correlation_display: 'Fleetcast' };
    const reply = await this.ask({ method: 'POST', path: `${this.table}?sysparm_fields=sys_id,number`, body }, one, signal);
    return reply.kind === 'done' ? { kind: 'done', value: this.external(reply.value.result) } : reply;
  }

  update(id: string, text: TicketText, signal: AbortSignal): Promise<VendorReply<null>> {
    return this.changed(id, this.written(text), signal);
  }

  async close(id: string, text: TicketText, signal: AbortSignal): Promise<VendorReply<null>> {
    const now = await this.ask({ method: 'GET', path: `${this.table}/${id}?sysparm_fields=state` }, current, signal);
    if (now.kind !== 'done') return now;
    const isDone = this.options.doneStates.includes(now.value.result.state);
    return this.changed(id, { ...this.written(text), ...(isDone ? {} : this.options.closeFields) }, signal);
  }

  reopen(id: string, text: TicketText, signal: AbortSignal): Promise<VendorReply<null>> {
    return this.changed(id, { ...this.written(text), ...this.options.reopenFields }, signal);
  }

  async states(ids: readonly string[], signal: AbortSignal): Promise<VendorReply<ReadonlyMap<string, VendorState>>> {
    const states = new Map<string, VendorState>();
    for (let from = 0; from < ids.length; from += statesAtOnce) {
      const some = ids.slice(from, from + statesAtOnce);
      const query = queryOf({ sysparm_query: `sys_idIN${some.join(',')}`, sysparm_fields: 'sys_id,state', sysparm_display_value: 'all', sysparm_limit: String(some.length) });
      const reply = await this.ask({ method: 'GET', path: `${this.table}?${query}` }, withStates, signal);
      if (reply.kind !== 'done') return reply;
      for (const { sys_id, state } of reply.value.result) {
        states.set(sys_id.value, { name: state.value, category: null, title: state.display_value, done: this.options.doneStates.includes(state.value) });
      }
    }
    return { kind: 'done', value: states };
  }

  async check(signal: AbortSignal): Promise<VendorReply<string>> {
    const reply = await this.ask({ method: 'GET', path: `${this.table}?sysparm_fields=sys_id,number&sysparm_limit=1` }, several, signal);
    return reply.kind === 'done' ? { kind: 'done', value: `${this.exchange.address}, table ${this.options.table}` } : reply;
  }

  async stop(): Promise<void> {
    await this.exchange.close();
  }

  private async changed(id: string, body: Readonly<Record<string, string>>, signal: AbortSignal): Promise<VendorReply<null>> {
    const reply = await this.ask({ method: 'PATCH', path: `${this.table}/${id}?sysparm_fields=sys_id,number`, body }, one, signal);
    return reply.kind === 'done' ? { kind: 'done', value: null } : reply;
  }

  private written({ summary, severity, sections, link }: TicketText): Record<string, string> {
    const parts = sections.map(({ title, lines }) => `${title}\n${lines.map((line) => `- ${line}`).join('\n')}`);
    const description = [...parts, ...(link === null ? [] : [`${link.text}: ${link.url}`])].join('\n\n');
    return { short_description: clipped(summary, mostSummary), description: clipped(description, mostDescription), urgency: this.options.urgencies[severity] };
  }

  private external({ sys_id, number }: Row): ExternalTicket {
    return { id: sys_id, key: number, url: `${this.exchange.address}/${this.options.table}.do?sys_id=${sys_id}` };
  }

  private async ask<T>(what: JsonRequest, schema: z.ZodType<T>, signal: AbortSignal): Promise<VendorReply<T>> {
    const reply = await this.exchange.send(what, signal);
    if (reply.kind !== 'done') return reply;
    const parsed = schema.safeParse(reply.value);
    if (parsed.success) return { kind: 'done', value: parsed.data };
    return { kind: 'later', message: `${this.exchange.address} answered ${what.method} ${what.path.split('?')[0]} in a form that ServiceNow's documentation does not have.`, retryAfterMs: null, mayBeDone: true };
  }
}

function clipped(text: string, mostCharacters: number): string {
  return text.length <= mostCharacters ? text : `${text.slice(0, mostCharacters - 1)}…`;
}

function queryOf(parameters: Readonly<Record<string, string>>): string {
  return new URLSearchParams(parameters).toString();
}
