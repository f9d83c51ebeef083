/** Commands, files and the table of bench/README.md name the same benchmarks. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';

const root = path.resolve(import.meta.dirname, '../..');
const read = (file: string) => readFileSync(path.join(root, file), 'utf8');

const { scripts } = z.object({ scripts: z.record(z.string(), z.string()) }).parse(JSON.parse(read('package.json')));
const commands = Object.keys(scripts).filter((name) => name.startsWith('bench:')).sort();
const files = readdirSync(path.join(root, 'bench/src')).filter((name) => name.endsWith('.ts')).map((name) => path.basename(name, '.ts'));

describe('the benchmarks', () => {
  it('are run by a command of their name, and nothing else lies beside them', () => {
    expect(commands).toEqual(files.map((name) => `bench:${name}`).sort());
    for (const name of files) expect(scripts[`bench:${name}`]).toBe(`node tools/bootstrap.mjs bench/src/${name}.ts`);
  });

  it.each(files)('%s says in its first line what it asks', (name) => {
    expect(read(`bench/src/${name}.ts`)).toMatch(new RegExp(`^/\\*\\*\\s(?: \\* )?\`npm run bench:${name}\`: `));
  });

  it('are all in the table with what a whole run takes and its limits, and in README', () => {
    const rows = read('bench/README.md').split('\n').flatMap((line) => /^\| `(bench:[\w-]+)` \| .+ \| \d+ min \| .+ \|$/.exec(line)?.[1] ?? []);
    expect(rows.toSorted()).toEqual(commands);
    expect(commands.filter((name) => !read('README.md').includes(`${name}\``))).toEqual([]);
  });

  it('have no report whose benchmark is gone', () => {
    const reported = readdirSync(path.join(root, 'bench/results')).map((name) => name.replace(/(-quick)?\.md$/, ''));
    expect(reported.filter((name) => !files.includes(name))).toEqual([]);
  });
});
