import { role, roleSuffices } from '@fleetcast/contract';
import { config } from '@grafana/runtime';

/** Whether the visitor may change things: editors and admins of the organisation. The service decides anew. */
export function mayVisitorOperate(): boolean {
  const visitor = role.safeParse(config.bootData.user.orgRole);
  return visitor.success && roleSuffices(visitor.data, 'Editor');
}
