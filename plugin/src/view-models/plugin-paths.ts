/** Where the app's parts live inside Grafana. Server ids are URL-safe; names travel in the query string only. */
export const appId = 'fleetcast-forecasting-app';
export const dataSourceType = 'fleetcast-predictions-datasource';
export const forecastPanelType = 'fleetcast-forecast-panel';

const appRoot = `/a/${appId}`;

export const fleetPath = `${appRoot}/fleet`;
export const serversPath = `${appRoot}/servers`;
export const comparePath = `${appRoot}/compare`;
export const warningsPath = `${appRoot}/warnings`;
export const calendarPath = `${appRoot}/calendar`;
export const incidentsPath = `${calendarPath}?view=incidents`;
export const modelsPath = `${appRoot}/models`;
export const performancePath = `${appRoot}/performance`;
export const demoPath = `${appRoot}/demo`;
export const configurationPath = `${appRoot}/configuration`;

export function serverPath(serverId: string): string {
  return `${serversPath}/${serverId}`;
}

export function warningPath(warningId: string): string {
  return `${warningsPath}/${warningId}`;
}

/** The Server page for a name that is yet to be resolved, as panels and labels know servers. */
export function serverByNamePath(server: string, region?: string): string {
  const query = new URLSearchParams({ server });
  if (region) query.set('region', region);
  return `${serversPath}?${query}`;
}
