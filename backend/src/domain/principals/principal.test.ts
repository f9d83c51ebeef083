import { role, type Role } from '@fleetcast/contract';
import { describe, expect, it } from '@jest/globals';
import { localPrincipal, lowerRole, principalKey, proxyPrincipal } from './principal.ts';

const roles: readonly (Role | null)[] = [null, ...role.options];
const rank = (one: Role | null) => roles.indexOf(one);

describe('the lower of two roles', () => {
  it.each(roles.flatMap((a) => roles.map((b) => [a, b] as const)))('of %s and %s is the weaker', (a, b) => {
    expect(rank(lowerRole(a, b))).toBe(Math.min(rank(a), rank(b)));
  });
});

describe('a caller with the token of the proxy', () => {
  const admin = { organisationId: 1, login: 'ada', role: 'Admin' as const };
  it('may do no more than the route it came by allows, whoever it is', () => {
    expect(proxyPrincipal('Viewer', admin).role).toBe('Viewer');
    expect(proxyPrincipal('Admin', { ...admin, role: 'Editor' }).role).toBe('Editor');
    expect(proxyPrincipal('Admin', admin).role).toBe('Admin');
  });
  it('reads at most when it names no person or came by no route', () => {
    expect(proxyPrincipal('Admin', null).role).toBe('Viewer');
    expect(proxyPrincipal(null, admin).role).toBe('Viewer');
  });
  it('may do nothing with no role in Grafana', () => {
    expect(proxyPrincipal('Viewer', { ...admin, role: null }).role).toBeNull();
  });
});

describe('a caller on this machine', () => {
  it('may do everything unless the route it came by says less', () => {
    expect(localPrincipal(null).role).toBe('Admin');
    expect(localPrincipal('Viewer').role).toBe('Viewer');
  });
});

describe('the key of a principal', () => {
  it('tells organisations and people apart', () => {
    const keys = [1, 2].flatMap((organisationId) => ['ada', 'bob'].map((login) => principalKey(proxyPrincipal('Viewer', { organisationId, login, role: 'Viewer' }))));
    expect(new Set(keys).size).toBe(4);
  });
});
