import { z } from 'zod';

/** Grafana's organisation roles, weakest first. */
export const role = z.enum(['Viewer', 'Editor', 'Admin']);
export type Role = z.infer<typeof role>;

/** Whether someone with role `has` may do what needs role `needs`. */
export function roleSuffices(has: Role, needs: Role): boolean {
  return role.options.indexOf(has) >= role.options.indexOf(needs);
}

/** Header in which a route of plugin.json states the least role Grafana required of the caller. */
export const routeRoleHeader = 'x-fleetcast-route-role';
/** Header in which Grafana's plugin proxy states who calls; it always overwrites what the browser sent. */
export const grafanaContextHeader = 'x-grafana-context';
/** First path segment of the plugin proxy per role: /api/plugin-proxy/<appId>/<segment>/v1/... */
export const proxySegmentByRole: Readonly<Record<Role, string>> = { Viewer: 'read', Editor: 'operate', Admin: 'admin' };
