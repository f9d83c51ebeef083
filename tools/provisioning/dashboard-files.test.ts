/** Provisioned dashboards against Grafana's own types and against each other. That their queries return rows is proven in test/ and in the browser. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import ts from 'typescript';
import { z } from 'zod';
import { repositoryRoot } from './alerting-files.ts';
import { dashboardsFolder, readDashboards } from './dashboards.ts';

const files = readDashboards();
const read = (file: string) => readFileSync(path.join(repositoryRoot, file), 'utf8');
const appManifest = z.object({ includes: z.array(z.object({ type: z.string(), path: z.string() })) }).parse(JSON.parse(read('plugin/src/plugin.json')));

/** As the plugin lists them: its sources belong to another compilation. */
const queryTypes = [...(/queryTypes = \[([^\]]*)\]/.exec(read('plugin/src/datasource/predictions-query.ts'))?.[1] ?? '').matchAll(/'([\w-]+)'/g)].map(([, name]) => name);

/** Panels of Grafana itself that the dashboards use. */
const corePanels = ['barchart', 'gauge', 'stat', 'table', 'timeseries'];
const ownPanels = appManifest.includes.filter(({ type }) => type === 'panel').map((panel) => z.object({ id: z.string() }).parse(JSON.parse(read(`plugin/src/${panel.path}`))).id);

describe('every provisioned dashboard', () => {
  it('is one that the plugin brings, with a name of its own', () => {
    expect(appManifest.includes.filter(({ type }) => type === 'dashboard').map((include) => path.basename(include.path)).sort()).toEqual(files.map(({ file }) => file));
    expect(new Set(files.map(({ dashboard }) => dashboard.uid)).size).toBe(files.length);
  });

  it('fits the types of @grafana/schema', () => {
    expect(schemaFaults(files.map(({ text }) => text))).toEqual([]);
  }, 60_000);

  it('would be found out if it did not', () => {
    const [{ text }] = files;
    expect(schemaFaults([JSON.stringify({ ...(JSON.parse(text) as object), time: { from: 24 } })])).not.toEqual([]);
  }, 60_000);

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
});

/** Grafana's types with the values of their enumerations as JSON writes them, and queries with what their data sources add. */
const asJson = `
type AsJson<T> = T extends string ? \`\${T}\` : T extends readonly (infer Item)[] ? AsJson<Item>[] : T extends { refId: string } ? Record<string, unknown> : T extends object ? { [K in keyof T]: AsJson<T[K]> } : T;
`;

/** What the compiler says against each dashboard as a constant of Grafana's own type. */
function schemaFaults(texts: readonly string[]): readonly string[] {
  const name = path.join(dashboardsFolder, 'dashboards-against-schema.ts');
  const source = `import type { Dashboard } from '@grafana/schema';\n${asJson}${texts.map((text, at) => `export const dashboard${at}: AsJson<Partial<Dashboard>> = ${text};`).join('\n')}\n`;
  const options: ts.CompilerOptions = { noEmit: true, strict: true, skipLibCheck: true, module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Bundler, target: ts.ScriptTarget.ES2022, types: [] };
  const disk = ts.createCompilerHost(options);
  const host: ts.CompilerHost = {
    ...disk,
    getSourceFile: (file, version, ...rest) => (file === name ? ts.createSourceFile(file, source, version) : disk.getSourceFile(file, version, ...rest)),
    fileExists: (file) => file === name || disk.fileExists(file),
  };
  const program = ts.createProgram([name], options, host);
  return ts.getPreEmitDiagnostics(program).map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'));
}
