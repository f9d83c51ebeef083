/** Jira Cloud's REST API v3 as far as it is used, with schemas written down from Atlassian's documentation. */
import { z } from 'zod';
import { VendorServer, type VendorAnswer, type VendorRequest } from './vendor-server.ts';

/**
 * Atlassian Document Format: nodes doc, heading, paragraph, bulletList, listItem, text and the mark link.
 * https://developer.atlassian.com/cloud/jira/platform/apis/document/structure/ (28 January 2026)
 */
const link = z.strictObject({ type: z.literal('link'), attrs: z.strictObject({ href: z.url() }) });
const text = z.strictObject({ type: z.literal('text'), text: z.string().min(1), marks: z.array(link).optional() });
const paragraph = z.strictObject({ type: z.literal('paragraph'), content: z.array(text) });
const heading = z.strictObject({ type: z.literal('heading'), attrs: z.strictObject({ level: z.number().int().min(1).max(6) }), content: z.array(text) });
const bulletList = z.strictObject({ type: z.literal('bulletList'), content: z.array(z.strictObject({ type: z.literal('listItem'), content: z.array(paragraph).min(1) })).min(1) });
const adf = z.strictObject({ type: z.literal('doc'), version: z.literal(1), content: z.array(z.union([paragraph, heading, bulletList])) });

/** Summary: one line of at most 255 characters; labels hold no spaces. */
const summary = z.string().min(1).max(255).regex(/^[^\n]*$/);
const label = z.string().min(1).max(255).regex(/^\S+$/);
const priority = z.strictObject({ name: z.string() });

/** POST /rest/api/3/issue and PUT /rest/api/3/issue/{id}: https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issues/ (November 2026) */
const createIssue = z.strictObject({
  fields: z.object({ project: z.strictObject({ key: z.string() }), issuetype: z.strictObject({ name: z.string() }), summary, description: adf, labels: z.array(label), priority: priority.optional() }),
});
const editIssue = z.strictObject({ fields: z.strictObject({ summary, description: adf, priority: priority.optional() }) });
/** POST /rest/api/3/issue/{id}/transitions, the same page */
const doTransition = z.strictObject({ transition: z.strictObject({ id: z.string() }), fields: z.record(z.string(), z.unknown()).optional() });
/** POST /rest/api/3/issue/bulkfetch, the same page: at most 100 issues */
const bulkFetch = z.strictObject({ issueIdsOrKeys: z.array(z.string()).min(1).max(100), fields: z.array(z.string()) });
/** POST /rest/api/3/search/jql: https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issue-search/ (November 2026) */
const searchJql = z.strictObject({ jql: z.string().regex(/^project = "OPS" AND labels = "\S+" ORDER BY created ASC$/), fields: z.array(z.string()), maxResults: z.number().int().min(1).max(5000) });

type Category = 'new' | 'indeterminate' | 'done';
const statuses: Readonly<Record<string, Category>> = { 'To Do': 'new', 'In Progress': 'indeterminate', Done: 'done' };
const transitions = [{ id: '11', name: 'Reset', to: 'To Do' }, { id: '21', name: 'Begin', to: 'In Progress' }, { id: '31', name: 'Finish', to: 'Done' }] as const;

interface Issue {
  readonly id: string;
  readonly key: string;
  fields: z.infer<typeof createIssue>['fields'];
  status: string;
}

export class JiraServer {
  readonly issues: Issue[] = [];
  /** Made, but not in the search's index yet. */
  readonly hidden = new Set<string>();
  readonly web: VendorServer;

  constructor(email: string, token: string) {
    this.web = new VendorServer(`Basic ${Buffer.from(`${email}:${token}`).toString('base64')}`, (request) => this.answer(request));
  }

  private answer({ method, path, query, body }: VendorRequest): VendorAnswer {
    if (method === 'POST' && path === '/rest/api/3/issue') return checked(createIssue, body, ({ fields }) => {
      const issue: Issue = { id: String(10_000 + this.issues.length), key: `OPS-${this.issues.length + 1}`, fields, status: 'To Do' };
      this.issues.push(issue);
      return { status: 201, body: { id: issue.id, key: issue.key, self: `http://jira/rest/api/3/issue/${issue.id}` } };
    });
    if (method === 'POST' && path === '/rest/api/3/search/jql') return checked(searchJql, body, ({ jql, maxResults }) => {
      const wanted = /labels = "(\S+)"/.exec(jql)![1];
      const found = this.issues.filter(({ id, fields }) => fields.labels.includes(wanted) && !this.hidden.has(id));
      return { status: 200, body: { isLast: true, issues: found.slice(0, maxResults).map(told) } };
    });
    if (method === 'POST' && path === '/rest/api/3/issue/bulkfetch') return checked(bulkFetch, body, ({ issueIdsOrKeys }) => {
      const known = this.issues.filter(({ id }) => issueIdsOrKeys.includes(id));
      return { status: 200, body: { expand: 'names', issues: known.map(told), issueErrors: [] } };
    });
    if (method === 'GET' && path === '/rest/api/3/project/OPS') return { status: 200, body: { id: '1', key: 'OPS', name: 'Operations' } };
    const [, id, rest] = /^\/rest\/api\/3\/issue\/(\d+)(\/transitions)?$/.exec(path) ?? [];
    const issue = this.issues.find((one) => one.id === id);
    if (issue === undefined) return { status: 404, body: { errorMessages: ['Issue does not exist or you do not have permission to see it.'], errors: {} } };
    if (method === 'PUT' && rest === undefined) return checked(editIssue, body, ({ fields }) => {
      issue.fields = { ...issue.fields, ...fields };
      return { status: 204 };
    });
    if (method === 'GET' && rest === undefined && query.get('fields') === 'status') return { status: 200, body: told(issue) };
    if (method === 'GET' && rest !== undefined) {
      return { status: 200, body: { expand: 'transitions', transitions: transitions.filter(({ to }) => to !== issue.status).map(({ id: transition, name, to }) => ({ id: transition, name, to: statusOf(to) })) } };
    }
    if (method === 'POST' && rest !== undefined) return checked(doTransition, body, ({ transition }) => {
      const chosen = transitions.find((one) => one.id === transition.id && one.to !== issue.status);
      if (chosen === undefined) return { status: 400, body: { errorMessages: ['Transition id is not valid for this issue.'] } };
      issue.status = chosen.to;
      return { status: 204 };
    });
    return { status: 400, body: { undocumented: `${method} ${path}` } };
  }
}

function statusOf(name: string): object {
  return { self: 'http://jira/status', id: '1', name, statusCategory: { id: 2, key: statuses[name], name } };
}

function told({ id, key, status }: Issue): object {
  return { id, key, self: `http://jira/rest/api/3/issue/${id}`, fields: { status: statusOf(status) } };
}

function checked<T>(schema: z.ZodType<T>, body: unknown, then: (parsed: T) => VendorAnswer): VendorAnswer {
  const parsed = schema.safeParse(body);
  return parsed.success ? then(parsed.data) : { status: 400, body: { errorMessages: parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`) } };
}
