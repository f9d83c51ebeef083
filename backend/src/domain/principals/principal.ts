import { role, type Role } from '@fleetcast/contract';

/** What a token is for. `local`: no tokens are configured and the caller is on this machine. */
export type TokenScope = 'proxy' | 'intake' | 'hooks' | 'metrics' | 'local';

/** Somebody the service knows: one person behind Grafana, or the bearer of a token. */
export interface Principal {
  readonly scope: TokenScope;
  readonly organisationId: number | null;
  readonly login: string;
  /** Null: may do nothing that asks for a role. */
  readonly role: Role | null;
}

/** Who Grafana says is calling. */
export interface GrafanaPerson {
  readonly organisationId: number;
  readonly login: string;
  /** Null: Grafana's role None. */
  readonly role: Role | null;
}

/** The weaker of two roles; null is weaker than any. */
export function lowerRole(a: Role | null, b: Role | null): Role | null {
  if (a === null || b === null) return null;
  return role.options.indexOf(a) <= role.options.indexOf(b) ? a : b;
}

/**
 * A caller with the proxy's token. The route and the person both bound the role; a caller that names no person, or came by
 * no route of the plugin, reads at most.
 */
export function proxyPrincipal(routeRole: Role | null, person: GrafanaPerson | null): Principal {
  const most = lowerRole(routeRole ?? 'Viewer', person === null ? 'Viewer' : person.role);
  return { scope: 'proxy', organisationId: person?.organisationId ?? null, login: person?.login ?? 'bearer of the proxy token', role: most };
}

/** Somebody on this machine while no tokens are configured: everything is theirs, unless the route they came by says less. */
export function localPrincipal(routeRole: Role | null): Principal {
  return { scope: 'local', organisationId: null, login: 'local', role: routeRole ?? 'Admin' };
}

export function tokenPrincipal(scope: Exclude<TokenScope, 'proxy' | 'local'>): Principal {
  return { scope, organisationId: null, login: `bearer of the ${scope} token`, role: null };
}

/** One budget of requests for each principal. */
export function principalKey(principal: Principal): string {
  return `${principal.scope}/${principal.organisationId ?? '-'}/${principal.login}`;
}
