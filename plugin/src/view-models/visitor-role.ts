import { type Role, role, roleSuffices } from '@fleetcast/contract';
import { config } from '@grafana/runtime';

/** Whether the visitor may change things: editors and admins of the organisation. The service decides anew. */
export function mayVisitorOperate(): boolean {
  return isVisitorAtLeast('Editor');
}

/** Whether the visitor may change models and the app's own settings. Service and Grafana decide anew. */
export function mayVisitorAdminister(): boolean {
  return isVisitorAtLeast('Admin');
}

function isVisitorAtLeast(wanted: Role): boolean {
  const visitor = role.safeParse(config.bootData?.user?.orgRole);
  return visitor.success && roleSuffices(visitor.data, wanted);
}
