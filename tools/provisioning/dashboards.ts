/** The dashboards that the plugin brings, as far as their queries and references go. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { repositoryRoot } from './alerting-files.ts';

const dashboardsFolder = path.join(repositoryRoot, 'plugin/src/dashboards');

const dataSource = z.object({ type: z.string(), uid: z.string() });
const target = z.looseObject({ refId: z.string(), datasource: dataSource.optional(), queryType: z.string().optional(), expr: z.string().optional() });
const panel = z.looseObject({
  id: z.number().int(),
  type: z.string(),
  title: z.string().min(1),
  description: z.string().min(1),
  gridPos: z.object({ x: z.number().int().min(0), y: z.number().int().min(0), w: z.number().int().min(1).max(24), h: z.number().int().min(1) }),
  datasource: dataSource.optional(),
  targets: z.array(target).default([]),
  fieldConfig: z.object({ defaults: z.looseObject({ unit: z.string().optional() }) }),
});
const dashboard = z.looseObject({
  uid: z.string(),
  title: z.string(),
  description: z.string().min(1),
  tags: z.array(z.string()),
  links: z.array(z.looseObject({ type: z.string(), tags: z.array(z.string()) })),
  panels: z.array(panel).min(1),
  templating: z.object({ list: z.array(z.looseObject({ name: z.string(), type: z.string() })) }),
  annotations: z.object({ list: z.array(z.looseObject({ name: z.string(), target: target.optional() })) }).optional(),
  time: z.object({ from: z.string(), to: z.string() }),
});

export type Dashboard = z.infer<typeof dashboard>;

export interface DashboardFile {
  readonly file: string;
  readonly text: string;
  readonly dashboard: Dashboard;
}

export function readDashboards(): readonly DashboardFile[] {
  return readdirSync(dashboardsFolder).filter((file) => file.endsWith('.json')).sort().map((file) => {
    const text = readFileSync(path.join(dashboardsFolder, file), 'utf8');
    return { file, text, dashboard: dashboard.parse(JSON.parse(text)) };
  });
}

export interface DashboardPromql {
  readonly where: string;
  readonly expr: string;
}

/** Every PromQL of a dashboard, as Grafana would ask it with all regions and profiles over a span. */
export function promqlOf({ file, dashboard: { panels } }: DashboardFile, span: string): readonly DashboardPromql[] {
  return panels.flatMap(({ title, targets }) =>
    targets.flatMap(({ refId, expr }) => (expr === undefined ? [] : [{ where: `${file}: ${title} (${refId})`, expr: expr.replaceAll('$__range', span).replaceAll(/\$(region|profile)\b/g, '.*') }])),
  );
}
