import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import ts from 'typescript';

import { domainLayers, type LayerTable, pluginLayers, workspaceLayers } from './layer-table.ts';

const root = path.resolve(import.meta.dirname, '../..');
const workspaceNames: Readonly<Record<string, string>> = {
  '@fleetcast/contract': 'contract/src/index.ts',
  '@fleetcast/simulator': 'simulator/src/index.ts',
};

function sourceFiles(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const full = path.join(folder, entry.name);
    if (entry.isDirectory()) return ['node_modules', 'dist'].includes(entry.name) ? [] : sourceFiles(full);
    return /\.tsx?$/.test(entry.name) && !/\.(test|spec)\.tsx?$/.test(entry.name) && !entry.name.endsWith('.d.ts') ? [full] : [];
  });
}

function resolveImport(from: string, specifier: string): string | null {
  const named = workspaceNames[specifier];
  if (named !== undefined) return named;
  const inWorkspace = /^@fleetcast\/(.+\/.+)$/.exec(specifier)?.[1];
  if (inWorkspace === undefined && !specifier.startsWith('.')) return null;
  const base = inWorkspace === undefined ? path.resolve(path.dirname(path.join(root, from)), specifier) : path.join(root, inWorkspace);
  const candidates = [base, `${base}.ts`, `${base}.tsx`, path.join(base, 'index.ts'), path.join(base, 'index.tsx')];
  const hit = candidates.find((file) => existsSync(file) && statSync(file).isFile());
  return hit === undefined ? null : path.relative(root, hit);
}

/** file -> files of this repository that it imports (type imports included: a layer is a layer for types too). */
function importGraph(): Map<string, string[]> {
  const folders = ['contract/src', 'simulator/src', 'backend/src', 'plugin/src', 'preview', 'bench/src'].filter((folder) => existsSync(path.join(root, folder)));
  const files = folders.flatMap((folder) => sourceFiles(path.join(root, folder))).map((file) => path.relative(root, file));
  return new Map(
    files.map((file) => {
      const imports = ts.preProcessFile(readFileSync(path.join(root, file), 'utf8'), true, true).importedFiles.map((found) => found.fileName);
      return [file, imports.map((specifier) => resolveImport(file, specifier)).filter((target) => target !== null)];
    }),
  );
}

/** Imports of values only: a circle of types is no circle at run time. */
function valueImports(file: string): string[] {
  const tree = ts.createSourceFile(file, readFileSync(path.join(root, file), 'utf8'), ts.ScriptTarget.Latest);
  return tree.statements
    .filter((statement) => ts.isImportDeclaration(statement) || ts.isExportDeclaration(statement))
    .filter((statement) => !(ts.isImportDeclaration(statement) ? statement.importClause?.isTypeOnly : statement.isTypeOnly))
    .map((statement) => (statement.moduleSpecifier !== undefined && ts.isStringLiteral(statement.moduleSpecifier) ? resolveImport(file, statement.moduleSpecifier.text) : null))
    .filter((target) => target !== null);
}

function layerOf(file: string, table: LayerTable, prefix: string): string | null {
  const layers = Object.keys(table).filter((layer) => file.startsWith(`${prefix}${layer}/`));
  return layers.sort((a, b) => b.length - a.length)[0] ?? null;
}

function violations(graph: Map<string, string[]>, table: LayerTable, prefix: string): string[] {
  const wrong: string[] = [];
  for (const [file, targets] of graph) {
    const from = layerOf(file, table, prefix);
    if (from === null) continue;
    for (const target of targets) {
      const to = layerOf(target, table, prefix);
      const allowed = to === null || to === from || table[from].some((layer) => to === layer || to.startsWith(`${layer}/`));
      if (!allowed) wrong.push(`${file} imports ${target}, but ${from} may not import ${to}`);
    }
  }
  return wrong;
}

function fileCycles(files: readonly string[]): string[] {
  const edges = new Map(files.map((file) => [file, valueImports(file)]));
  const state = new Map<string, 'open' | 'done'>();
  const cycles: string[] = [];
  const visit = (file: string, trail: readonly string[]): void => {
    if (state.get(file) === 'done') return;
    if (state.get(file) === 'open') {
      cycles.push([...trail.slice(trail.indexOf(file)), file].join(' -> '));
      return;
    }
    state.set(file, 'open');
    for (const next of edges.get(file) ?? []) visit(next, [...trail, file]);
    state.set(file, 'done');
  };
  for (const file of files) visit(file, []);
  return cycles;
}

function tableCycles(table: LayerTable): string[] {
  const reaches = (from: string, goal: string, seen: Set<string>): boolean =>
    table[from].some((next) => next === goal || (!seen.has(next) && (seen.add(next), next in table && reaches(next, goal, seen))));
  return Object.keys(table).filter((layer) => reaches(layer, layer, new Set()));
}

describe('the architecture', () => {
  const graph = importGraph();

  it('is really scanned', () => {
    expect(graph.size).toBeGreaterThan(20);
    expect([...graph.values()].flat().length).toBeGreaterThan(20);
  });

  it('imports only what the workspace table allows', () => {
    expect(violations(graph, workspaceLayers, '')).toEqual([]);
  });

  it('imports only what the domain table allows', () => {
    expect(violations(graph, domainLayers, 'backend/src/domain/')).toEqual([]);
  });

  it('imports only what the plugin table allows', () => {
    expect(violations(graph, pluginLayers, 'plugin/src/')).toEqual([]);
  });

  it('has no circles between files', () => {
    expect(fileCycles([...graph.keys()])).toEqual([]);
  });

  it.each([
    ['workspace', workspaceLayers],
    ['domain', domainLayers],
    ['plugin', pluginLayers],
  ])('has no circles in the %s table', (_name, table) => {
    expect(tableCycles(table)).toEqual([]);
  });

  it('has no stale row in the tables: every folder exists, every permission is used', () => {
    const stale: string[] = [];
    for (const [table, prefix] of [[domainLayers, 'backend/src/domain/'], [pluginLayers, 'plugin/src/'], [workspaceLayers, '']] as ReadonlyArray<[LayerTable, string]>) {
      for (const [layer, allowed] of Object.entries(table)) {
        if (!existsSync(path.join(root, prefix, layer))) stale.push(`${prefix}${layer} does not exist`);
        for (const permission of allowed) {
          const used = [...graph].some(([file, targets]) => file.startsWith(`${prefix}${layer}/`) && targets.some((target) => target.startsWith(`${prefix}${permission}/`)));
          if (!used) stale.push(`${prefix}${layer} may import ${permission} but nothing does`);
        }
      }
    }
    expect(stale).toEqual([]);
  });

  it('lists every folder of the domain', () => {
    const folders = readdirSync(path.join(root, 'backend/src/domain'), { withFileTypes: true }).filter((entry) => entry.isDirectory());
    expect(folders.map((folder) => folder.name).filter((name) => !(name in domainLayers))).toEqual([]);
  });

  it('keeps the domain pure: no Node API, clock, randomness or HTTP library', () => {
    const impure: string[] = [];
    for (const file of graph.keys()) {
      if (!file.startsWith('backend/src/domain/')) continue;
      const text = readFileSync(path.join(root, file), 'utf8');
      for (const pattern of [/from 'node:/, /\bDate\.now\(/, /\bnew Date\(\)/, /\bMath\.random\(/, /\bprocess\./, /\bconsole\./, /from '(express|undici|pino)'/]) {
        if (pattern.test(text)) impure.push(`${file}: ${pattern.source}`);
      }
    }
    expect(impure).toEqual([]);
  });
});
