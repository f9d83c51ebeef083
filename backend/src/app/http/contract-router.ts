import { routes, roleSuffices, type RouteName } from '@fleetcast/contract';
import { Router, type Request, type Response } from 'express';
import type { z } from 'zod';
import type { Principal } from '../../domain/principals/principal.ts';
import { unstorableTextIn } from '../checks/unstorable-text.ts';
import { problemOf, receivedBy, receivedText } from '../checks/schema-issue.ts';
import type { Answer, OperationInput, Operations } from './operation.ts';
import { refusal, type Refusal, type Refuse } from './refusal.ts';

export interface RouterContext {
  readonly operations: Operations;
  readonly now: () => number;
  readonly principalOf: (request: Request) => Principal;
  readonly refuse: Refuse;
}

/** A router with every route of the contract: role, then checks of params, query and body, then the operation. */
export function contractRouter(context: RouterContext): Router {
  const router = Router();
  const methods = new Map<string, string[]>();
  for (const name of Object.keys(routes) as RouteName[]) {
    const { method, path } = routes[name];
    methods.set(path, [...(methods.get(path) ?? []), method.toUpperCase()]);
    router[method](path, async (request: Request, response: Response) => {
      const outcome = await perform(context, name, request);
      if (outcome.kind === 'refusal') context.refuse(response, outcome);
      else send(request, response, outcome);
    });
  }
  for (const [path, allowed] of methods) {
    router.all(path, (request, response) => {
      response.setHeader('Allow', allowed.join(', '));
      context.refuse(response, wrongMethod(request, context.principalOf(request), allowed));
    });
  }
  return router;
}

async function perform<N extends RouteName>(context: RouterContext, name: N, request: Request): Promise<Answer<unknown> | Refusal> {
  const route: { role: (typeof routes)[N]['role']; params?: z.ZodObject; query?: z.ZodObject; body?: z.ZodObject } = routes[name];
  const principal = context.principalOf(request);
  if (principal.role === null || !roleSuffices(principal.role, route.role)) return notAllowed(principal, route.role);
  const issues: Issue[] = [];
  const checked = (schema: z.ZodObject | undefined, value: unknown, where: string) => {
    if (schema === undefined) return {};
    const parsed = schema.safeParse(value);
    const unstorable = unstorableTextIn(value);
    if (unstorable !== null) issues.push({ where, ...unstorable });
    if (parsed.success) return parsed.data;
    issues.push(...parsed.error.issues.map((issue) => issueIn(where, issue, value)));
    return {};
  };
  const input = {
    params: checked(route.params, request.params, 'path'),
    query: route.query === undefined ? unexpectedQuery(request, issues) : checked(route.query, request.query, 'query'),
    body: checked(route.body, request.body === undefined ? {} : request.body, 'body'),
    principal,
    nowMs: context.now(),
  };
  if (issues.length > 0) return malformed(issues);
  return context.operations[name](input as OperationInput<N>);
}

interface Issue {
  readonly where: string;
  readonly path: string;
  readonly message: string;
}

function issueIn(where: string, issue: z.core.$ZodIssue, value: unknown): Issue {
  const path = issue.path.join('.');
  if (issue.code === 'unrecognized_keys') return { where, path, message: issue.message };
  const received = receivedBy(issue, value);
  return { where, path, message: `${problemOf(issue, received)}; received ${receivedText(received, issue.path)}` };
}

function unexpectedQuery(request: Request, issues: Issue[]): Record<string, never> {
  for (const key of Object.keys(request.query)) issues.push({ where: 'query', path: key, message: 'this address accepts no query' });
  return {};
}

function malformed(issues: readonly Issue[]): Refusal {
  const sentences = issues.map(({ where, path, message }) => `${where}${path === '' ? '' : ` ${path}`}: ${message}`);
  return refusal('bad_request', `The request is not valid: ${sentences.join('; ')}. /openapi.json describes what is accepted.`, { issues });
}

function notAllowed(principal: Principal, needed: string): Refusal {
  if (principal.role === null) return refusal('forbidden', `The token of scope ${principal.scope} does not open this address, or Grafana gives ${principal.login} no role.`);
  return refusal('forbidden', `This needs the role ${needed}; ${principal.login} has ${principal.role} here.`);
}

/** A viewer changes nothing, whatever the address: that is told before the method is. */
function wrongMethod(request: Request, principal: Principal, allowed: readonly string[]): Refusal {
  if (!['GET', 'HEAD', 'OPTIONS'].includes(request.method) && (principal.role === null || !roleSuffices(principal.role, 'Editor'))) return notAllowed(principal, 'Editor');
  return refusal('method_not_allowed', `${request.path} takes ${allowed.join(', ')}, not ${request.method}.`);
}

/** Weak comparison (RFC 9110, 13.1.2). Express would not answer 304 to browsers' fetch, which adds Cache-Control: no-cache of its own. */
function namesTag(ifNoneMatch: string | undefined, etag: string): boolean {
  return ifNoneMatch !== undefined && ifNoneMatch.split(',').some((tag) => tag.trim().replace(/^W\//, '') === etag);
}

function send(request: Request, response: Response, { value, validator }: Answer<unknown>): void {
  if (validator === undefined) response.setHeader('Cache-Control', 'no-store');
  else {
    response.setHeader('Cache-Control', 'private, no-cache');
    const etag = `"${validator}"`;
    response.setHeader('ETag', `W/${etag}`);
    if (namesTag(request.headers['if-none-match'], etag)) {
      response.status(304).end();
      return;
    }
  }
  response.json(value);
}
