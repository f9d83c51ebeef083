import { createHash, timingSafeEqual } from 'node:crypto';
import { grafanaContextHeader, role, routeRoleHeader, type Role } from '@fleetcast/contract';
import type { Request } from 'express';
import { z } from 'zod';
import { localPrincipal, proxyPrincipal, tokenPrincipal, type GrafanaPerson, type Principal } from '../../domain/principals/principal.ts';
import type { Config } from '../config/config.ts';
import { refusal, type Refusal } from './refusal.ts';

type GuardedScope = keyof Config['tokens'];

/** Grafana's signed-in user as its plugin proxy writes it; role None may do nothing. */
const grafanaContext = z.object({
  OrgID: z.number().int(),
  OrgRole: z.union([role, z.literal('None').transform(() => null)]),
  Login: z.string().min(1).max(256),
});

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** Tells from a request who is calling. Tokens are compared by digest in constant time. */
export class Identity {
  /** No tokens at all: only this machine can reach the service, and whoever is on it may do everything. */
  readonly isOpen: boolean;
  private readonly tokens: ReadonlyArray<{ readonly scope: GuardedScope; readonly digest: Buffer }>;

  constructor(tokens: Config['tokens']) {
    this.tokens = Object.entries(tokens).flatMap(([scope, list]) => list.map((token) => ({ scope: scope as GuardedScope, digest: digest(token) })));
    this.isOpen = this.tokens.length === 0;
  }

  identify(request: Request): Principal | Refusal {
    const routeRole = this.routeRole(request);
    if (routeRole !== null && typeof routeRole === 'object') return routeRole;
    if (this.isOpen) return refusedHere(request) ?? localPrincipal(routeRole);
    const bearer = /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
    if (bearer === undefined) return refusal('unauthenticated', 'A token is needed: send Authorization: Bearer <token>.');
    const presented = digest(bearer);
    const known = this.tokens.filter((token) => timingSafeEqual(token.digest, presented)).map(({ scope }) => scope);
    if (known.length === 0) return refusal('unauthenticated', 'This token is not one of those configured; it may have been rotated out.');
    if (!known.includes('proxy')) return tokenPrincipal(known[0] as Exclude<GuardedScope, 'proxy'>);
    const person = this.person(request);
    return person !== null && 'kind' in person ? person : proxyPrincipal(routeRole, person);
  }

  /**
   * Name of the token of the scope that a push carries, e.g. intake-1. Basic authentication's password is taken as a token
   * too: many senders know nothing else.
   */
  pushToken(request: Request, wanted: 'intake' | 'hooks'): string | Refusal {
    if (this.isOpen) return refusedHere(request) ?? 'local';
    const { authorization = '' } = request.headers;
    const bearer = /^Bearer +(\S+)$/i.exec(authorization)?.[1];
    const basic = /^Basic +(\S+)$/i.exec(authorization)?.[1];
    const token = bearer ?? (basic === undefined ? undefined : Buffer.from(basic, 'base64').toString('utf8').replace(/^[^:]*:/, ''));
    if (token === undefined) return refusal('unauthenticated', `A token of scope ${wanted} is needed: send Authorization: Bearer <token>, or Basic with it as password.`);
    const presented = digest(token);
    const known = this.tokens.filter((one) => timingSafeEqual(one.digest, presented));
    if (known.length === 0) return refusal('unauthenticated', 'This token is not one of those configured; it may have been rotated out.');
    const place = this.tokens.filter(({ scope }) => scope === wanted).findIndex((one) => known.includes(one));
    return place < 0 ? refusal('forbidden', `The token of scope ${known[0].scope} does not open this address; one of scope ${wanted} does.`) : `${wanted}-${place + 1}`;
  }

  private routeRole(request: Request): Role | null | Refusal {
    const header = request.headers[routeRoleHeader];
    if (header === undefined) return null;
    const parsed = role.safeParse(header);
    return parsed.success ? parsed.data : refusal('unauthenticated', `The header ${routeRoleHeader} must be one of ${role.options.join(', ')}.`);
  }

  private person(request: Request): GrafanaPerson | null | Refusal {
    const header = request.headers[grafanaContextHeader];
    if (header === undefined) return null;
    try {
      const { OrgID, OrgRole, Login } = grafanaContext.parse(JSON.parse(String(header)));
      return { organisationId: OrgID, login: Login, role: OrgRole };
    } catch {
      return refusal('unauthenticated', `The header ${grafanaContextHeader} must be Grafana's JSON with OrgID, OrgRole (Viewer, Editor, Admin or None) and Login.`);
    }
  }
}

/**
 * Why a service without tokens refuses a request; null: it does not. A page elsewhere can make a browser here call this address by
 * a name of its own (DNS rebinding), which its Host gives away, or by ours, to change something unseen: then its Origin does.
 */
function refusedHere({ headers: { host, origin } }: Request): Refusal | null {
  if (!isLocalHost(host)) return refusal('forbidden', `Without tokens only this machine may call, under its own name; the request was for ${host ?? 'no host'}. Configure tokens.proxy to serve other names.`);
  const isForeign = origin !== undefined && !(URL.canParse(origin) && isLocalHost(new URL(origin).host));
  return isForeign ? refusal('forbidden', `Without tokens only this machine may call, and a page of ${origin} does; configure tokens.proxy.`) : null;
}

function isLocalHost(host: string | undefined): boolean {
  const name = (host ?? '').replace(/:\d+$/, '');
  return name === 'localhost' || name === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(name);
}
