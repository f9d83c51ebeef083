import path from 'node:path';
import ts from 'typescript';
import { repositoryRoot } from './alerting-files.ts';

/**
 * @grafana/schema says in types what a dashboard is, and nothing that runs could check it: so the compiler does. A file of JSON
 * knows no enum, so that enums of strings count as their strings. What else it holds must be named by the type, as in any object that
 * is written out; a query alone (it has a refId) may hold what its data source wants.
 */
const preamble = `
import type { Dashboard } from '@grafana/schema';
type Json<T> = T extends string ? \`\${T}\` : T extends number | boolean | null | undefined ? T : T extends ReadonlyArray<infer E> ? Array<Json<E>> : T extends { refId: string } ? { [K in keyof T]: Json<T[K]> } & Record<string, unknown> : T extends object ? { [K in keyof T]: Json<T[K]> } : T;
`;

/** What is wrong with dashboards, by file name; empty: nothing. */
export function dashboardFaults(dashboards: Readonly<Record<string, string>>): readonly string[] {
  const names = Object.keys(dashboards);
  const sources = new Map(names.map((name, at) => [path.join(repositoryRoot, `tools/provisioning/dashboard-${at}.ts`), `${preamble}export const dashboard: Json<Dashboard> = ${dashboards[name]};\n`]));
  const options: ts.CompilerOptions = { strict: true, noEmit: true, skipLibCheck: true, target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Bundler, types: [] };
  const disk = ts.createCompilerHost(options);
  const host: ts.CompilerHost = {
    ...disk,
    fileExists: (file) => sources.has(file) || disk.fileExists(file),
    readFile: (file) => sources.get(file) ?? disk.readFile(file),
    getSourceFile: (file, ...more) => (sources.has(file) ? ts.createSourceFile(file, sources.get(file)!, ts.ScriptTarget.ES2022) : disk.getSourceFile(file, ...more)),
  };
  const program = ts.createProgram([...sources.keys()], options, host);
  return [...sources.keys()].flatMap((file, at) => {
    const source = program.getSourceFile(file)!;
    return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)].map(({ start = 0, messageText }) => {
      const line = source.getLineAndCharacterOfPosition(start).line - preamble.split('\n').length + 2;
      return `${names[at]}:${line}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`;
    });
  });
}
