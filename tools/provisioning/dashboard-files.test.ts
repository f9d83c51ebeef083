/** Provisioned dashboards against the plugin and against themselves. That their queries return rows is proven in test/ and in the browser. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { repositoryRoot } from './alerting-files.ts';
import { readDashboards } from './dashboards.ts';

const files = readDashboards();
const read = (file: string) => readFileSync(path.join(repositoryRoot, file), 'utf8');
const appManifest = z.object({ includes: z.array(z.object({ type: z.string(), path: z.string() })) }).parse(JSON.parse(read('plugin/src/plugin.json')));

/** As the plugin lists them: its sources belong to another compilation. */
const queryTypes = [...(/queryTypes = \[([^\]]*)\]/.exec(read('plugin/src/datasource/predictions-query.ts'))?.[1] ?? '').matchAll(/'([\w-]+)'/g)].map(([, name]) => name);

/** Panels of Grafana itself that the dashboards use. */
const corePanels = ['barchart', 'gauge', 'stat', 'table', 'timeseries', 'trend'];
const ownPanels = appManifest.includes.filter(({ type }) => type === 'panel').map((panel) => z.object({ id: z.string() }).parse(JSON.parse(read(`plugin/src/${panel.path}`))).id);

describe('every provisioned dashboard', () => {
  it('is one that the plugin brings, with a name of its own', () => {
    expect(appManifest.includes.filter(({ type }) => type === 'dashboard').map((include) => path.basename(include.path)).sort()).toEqual(files.map(({ file }) => file));
    expect(new Set(files.map(({ dashboard }) => dashboard.uid)).size).toBe(files.length);
  });

  it.each(files.map(({ file, dashboard }) => [file, dashboard] as const))('%s has panels that exist, ids of their own, and places that do not overlap', (_, { panels }) => {
    expect(panels.filter(({ type }) => !corePanels.includes(type) && !ownPanels.includes(type))).toEqual([]);
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
    const taken = new Map<string, string>();
    for (const { title, gridPos: { x, y, w, h } } of panels) {
      expect({ title, fits: x + w <= 24 }).toEqual({ title, fits: true });
      for (let column = x; column < x + w; column++) {
        for (let row = y; row < y + h; row++) {
          expect({ title, under: taken.get(`${column} ${row}`) }).toEqual({ title, under: undefined });
          taken.set(`${column} ${row}`, title);
        }
      }
    }
  });

  it.each(files.map(({ file, text, dashboard }) => [file, text, dashboard] as const))('%s asks query types that the data source knows, through variables that it has', (_, text, { panels, annotations, templating }) => {
    const targets = [...panels.flatMap((panel) => panel.targets), ...(annotations?.list ?? []).flatMap((layer) => layer.target ?? [])];
    expect(targets.filter(({ queryType, expr }) => expr === undefined && !queryTypes.includes(queryType ?? ''))).toEqual([]);
    const known = new Set(templating.list.map(({ name }) => name));
    const used = [...text.matchAll(/\$\{?(?!__)(\w+)/g)].map(([, name]) => name);
    expect(used.filter((name) => !known.has(name))).toEqual([]);
  });

  it.each(files.map(({ file, dashboard }) => [file, dashboard] as const))('%s leads to its fellows, asks no data source by name, and gives what Prometheus answers a unit', (_, { tags, links, panels }) => {
    expect(tags).toEqual(['fleetcast']);
    expect(links.map(({ type, tags: towards }) => [type, towards])).toEqual([['dashboards', ['fleetcast']]]);
    const sources = panels.flatMap(({ datasource, targets }) => [datasource, ...targets.map((target) => target.datasource)]).filter((source) => source !== undefined);
    expect(sources.filter(({ uid }) => !uid.startsWith('${'))).toEqual([]);
    const asksPrometheus = panels.filter(({ targets }) => targets.some(({ expr }) => expr !== undefined));
    expect(asksPrometheus.filter(({ fieldConfig }) => fieldConfig.defaults.unit === undefined).map(({ title }) => title)).toEqual([]);
  });
});
