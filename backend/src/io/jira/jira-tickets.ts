import { z } from 'zod';
import type { TicketSystem, VendorReply } from '../../domain/tickets/ports.ts';
import type { ExternalTicket, VendorState } from '../../domain/tickets/ticket.ts';
import type { TicketText } from '../../domain/tickets/wording.ts';
import { JsonExchange, type JsonRequest } from '../connection/json-exchange.ts';
import { adfOf } from './adf.ts';
import type { JiraOptions } from './options.ts';

const status = z.object({ name: z.string(), statusCategory: z.object({ key: z.string() }) });
const made = z.object({ id: z.string().regex(/^\d+$/), key: z.string().regex(/^[A-Z][A-Z0-9_]*-\d+$/) });
const found = z.object({ issues: z.array(made) });
const fetched = z.object({ issues: z.array(z.object({ id: z.string(), fields: z.object({ status }) })) });
const oneIssue = z.object({ fields: z.object({ status }) });
const transitions = z.object({ transitions: z.array(z.object({ id: z.string(), name: z.string(), to: status })) });
const project = z.object({ key: z.string(), name: z.string() });
type Transition = z.infer<typeof transitions>['transitions'][number];

const doneCategory = 'done';

/**
 * Tickets as issues of Jira Cloud (REST API v3, https://developer.atlassian.com/cloud/jira/platform/rest/v3/). An issue
 * carries its reference as a label, by which it is found again.
 */
export class JiraTickets implements TicketSystem {
  readonly name: string;
  /** The search's index follows "within seconds to minutes": https://developer.atlassian.com/cloud/jira/platform/search-and-reconcile/ (10 January 2025). */
  readonly findLagMs = 5 * 60_000;
  private readonly options: JiraOptions;
  private readonly exchange: JsonExchange;

  constructor(name: string, options: JiraOptions) {
    this.name = name;
    this.options = options;
    const { url, email, token, timeoutSeconds, tls } = options;
    this.exchange = new JsonExchange({ url, authorization: `Basic ${Buffer.from(`${email}:${token}`).toString('base64')}`, timeoutSeconds, tls });
  }

  async find(reference: string, signal: AbortSignal): Promise<VendorReply<ExternalTicket | null>> {
    const jql = `project = "${this.options.project}" AND labels = "${reference}" ORDER BY created ASC`;
    const reply = await this.ask({ method: 'POST', path: '/rest/api/3/search/jql', body: { jql, fields: ['status'], maxResults: 1 } }, found, signal);
    return reply.kind === 'done' ? { kind: 'done', value: reply.value.issues.length === 0 ? null : this.external(reply.value.issues[0]) } : reply;
  }

  async create(reference: string, text: TicketText, signal: AbortSignal): Promise<VendorReply<ExternalTicket>> {
    const { project: key, issueType, labels, fields } = this.options;
    const issue = { ...fields, ...this.written(text), project: { key }, issuetype: { name: issueType }, labels: [...labels, reference] };
    const reply = await this.ask({ method: 'POST', path: '/rest/api/3/issue', body: { fields: issue } }, made, signal);
    return reply.kind === 'done' ? { kind: 'done', value: this.external(reply.value) } : reply;
  }

  update(id: string, text: TicketText, signal: AbortSignal): Promise<VendorReply<null>> {
    return this.ask({ method: 'PUT', path: `/rest/api/3/issue/${id}`, body: { fields: this.written(text) } }, z.null(), signal);
  }

  async close(id: string, text: TicketText, signal: AbortSignal): Promise<VendorReply<null>> {
    const { closeTransition, closeFields } = this.options;
    return this.moved(id, text, (isDone) => isDone, { name: closeTransition, wantsDone: true, fields: closeFields }, signal);
  }

  async reopen(id: string, text: TicketText, signal: AbortSignal): Promise<VendorReply<null>> {
    return this.moved(id, text, (isDone) => !isDone, { name: this.options.reopenTransition, wantsDone: false, fields: {} }, signal);
  }

  async states(ids: readonly string[], signal: AbortSignal): Promise<VendorReply<ReadonlyMap<string, VendorState>>> {
    const reply = await this.ask({ method: 'POST', path: '/rest/api/3/issue/bulkfetch', body: { issueIdsOrKeys: ids, fields: ['status'] } }, fetched, signal);
    if (reply.kind !== 'done') return reply;
    return { kind: 'done', value: new Map(reply.value.issues.map(({ id, fields }) => [id, stateOf(fields.status)])) };
  }

  async check(signal: AbortSignal): Promise<VendorReply<string>> {
    const reply = await this.ask({ method: 'GET', path: `/rest/api/3/project/${this.options.project}` }, project, signal);
    return reply.kind === 'done' ? { kind: 'done', value: `${this.exchange.address}, project ${reply.value.key} (${reply.value.name})` } : reply;
  }

  async stop(): Promise<void> {
    await this.exchange.close();
  }

  /** The text first, so that a move that fails leaves at least what is known; then the move, unless it is there already. */
  private async moved(id: string, text: TicketText, isThere: (isDone: boolean) => boolean, move: { readonly name: string | undefined; readonly wantsDone: boolean; readonly fields: object }, signal: AbortSignal): Promise<VendorReply<null>> {
    const updated = await this.update(id, text, signal);
    if (updated.kind !== 'done') return updated;
    const now = await this.ask({ method: 'GET', path: `/rest/api/3/issue/${id}?fields=status` }, oneIssue, signal);
    if (now.kind !== 'done') return now;
    if (isThere(stateOf(now.value.fields.status).done)) return { kind: 'done', value: null };
    const offered = await this.ask({ method: 'GET', path: `/rest/api/3/issue/${id}/transitions` }, transitions, signal);
    if (offered.kind !== 'done') return offered;
    const chosen = offered.value.transitions.find((one) => (move.name === undefined ? leadsToDone(one) === move.wantsDone : one.name === move.name));
    if (chosen === undefined) {
      const names = offered.value.transitions.map(({ name }) => name).join(', ') || 'none';
      return { kind: 'refused', message: `From "${now.value.fields.status.name}" Jira offers no fitting transition (${names}): name one in ${move.wantsDone ? 'closeTransition' : 'reopenTransition'}.` };
    }
    const body = { transition: { id: chosen.id }, ...(Object.keys(move.fields).length === 0 ? {} : { fields: move.fields }) };
    return this.ask({ method: 'POST', path: `/rest/api/3/issue/${id}/transitions`, body }, z.null(), signal);
  }

  private written(text: TicketText): Record<string, unknown> {
    const { priorities } = this.options;
    return { summary: text.summary, description: adfOf(text), ...(priorities === undefined ? {} : { priority: { name: priorities[text.severity] } }) };
  }

  private external({ id, key }: z.infer<typeof made>): ExternalTicket {
    return { id, key, url: `${this.exchange.address}/browse/${key}` };
  }

  private async ask<T>(what: JsonRequest, schema: z.ZodType<T>, signal: AbortSignal): Promise<VendorReply<T>> {
    const reply = await this.exchange.send(what, signal);
    if (reply.kind !== 'done') return reply;
    const parsed = schema.safeParse(reply.value);
    if (parsed.success) return { kind: 'done', value: parsed.data };
    return { kind: 'later', message: `${this.exchange.address} answered ${what.method} ${what.path} in a form that Jira's documentation does not have.`, retryAfterMs: null, mayBeDone: true };
  }
}

function stateOf({ name, statusCategory: { key } }: z.infer<typeof status>): VendorState {
  return { name, category: key, title: name, done: key === doneCategory };
}

function leadsToDone({ to }: Transition): boolean {
  return to.statusCategory.key === doneCategory;
}
