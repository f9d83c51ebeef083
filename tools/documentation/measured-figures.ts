import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';

const root = path.resolve(import.meta.dirname, '../..');
const resultsFolder = path.join(root, 'bench/results');

/** The JSON object that ends every report of a benchmark. */
const summary = z.object({
  bench: z.string(),
  figures: z.record(z.string(), z.unknown()),
  limits: z.record(z.string(), z.object({ most: z.number().optional(), least: z.number().optional() })),
});
type BenchSummary = z.infer<typeof summary>;

/** Reports of whole runs, by the benchmark's name. */
export function wholeReports(): ReadonlyMap<string, BenchSummary> {
  const files = readdirSync(resultsFolder).filter((file) => file.endsWith('.md') && !file.endsWith('-quick.md'));
  return new Map(
    files.map((file) => {
      const text = readFileSync(path.join(resultsFolder, file), 'utf8');
      const json = /```json\n(.*)\n```\n$/.exec(text)?.[1];
      if (json === undefined) throw new Error(`${file} does not end with the JSON of its figures`);
      const report = summary.parse(JSON.parse(json));
      return [report.bench, report] as const;
    }),
  );
}

/** A page of the repository, by its path from the root. */
export function page(file: string): string {
  return readFileSync(path.join(root, file), 'utf8');
}
