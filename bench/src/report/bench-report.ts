/**
 * How every benchmark speaks: a table for people, a report file, and one JSON object as the last line.
 * A limit that is missed makes the process exit with 1.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { type BenchOptions, benchOptions } from './bench-options.ts';
import { type Cell, markdownTable } from './markdown-table.ts';

/** A figure with the limit it must keep; `unit` is for people. */
export interface Limit {
  readonly name: string;
  readonly figure: number;
  readonly most?: number;
  readonly least?: number;
  readonly unit?: string;
}

/** Whether a figure keeps its limit; a figure that is not a number keeps none. */
export function keeps({ figure, most, least }: Limit): boolean {
  return Number.isFinite(figure) && (most === undefined || figure <= most) && (least === undefined || figure >= least);
}

/**
 * One run of one benchmark. Collects what is printed, so that the report file holds the same text.
 */
export class BenchReport {
  private readonly lines: string[] = [];
  private readonly limits: Limit[] = [];
  private readonly figures: Record<string, unknown> = {};
  private readonly startedAt = new Date();
  readonly name: string;
  readonly quick: boolean;
  readonly use: BenchOptions['use'];

  constructor(name: string, { quick, use }: BenchOptions = benchOptions()) {
    this.name = name;
    this.quick = quick;
    this.use = use;
    this.say(`# bench:${name}${quick ? ' (quick)' : ''}`);
    this.say('');
    this.say(`${this.startedAt.toISOString()}, ${machineInWords()}, commit ${commit()}`);
    this.say(`Command: npm run bench:${name}${process.argv.length > 2 ? ` -- ${process.argv.slice(2).join(' ')}` : ''}`);
    this.say('');
  }

  say(text: string): void {
    this.lines.push(text);
    process.stdout.write(`${text}\n`);
  }

  table(title: string, heads: readonly string[], rows: ReadonlyArray<readonly Cell[]>): void {
    this.say(`## ${title}\n`);
    this.say(`${markdownTable(heads, rows)}\n`);
  }

  /** A figure for the JSON line that has no limit. */
  figure(name: string, value: unknown): void {
    this.figures[name] = value;
  }

  limit(limit: Limit): void {
    this.limits.push(limit);
    this.figures[limit.name] = limit.figure;
  }

  /** Prints the limits, writes bench/results/NAME[-quick].md (of proof only), prints the JSON line; returns the exit code. */
  finish(resultsFolder = path.resolve(import.meta.dirname, '../../results')): number {
    const missed = this.limits.filter((limit) => !keeps(limit));
    if (this.limits.length > 0) {
      const asked = ({ most, least }: Limit) => [least === undefined ? '' : `>= ${least}`, most === undefined ? '' : `<= ${most}`].filter(Boolean).join(' and ');
      this.table('Limits', ['figure', 'measured', 'limit', 'unit', 'kept'], this.limits.map((limit) => [limit.name, limit.figure, asked(limit), limit.unit ?? '', keeps(limit) ? 'yes' : 'MISSED']));
    }
    const summary = {
      bench: this.name,
      quick: this.quick,
      at: this.startedAt.toISOString(),
      seconds: Math.round((Date.now() - this.startedAt.getTime()) / 1000),
      machine: machineInWords(),
      commit: commit(),
      passed: missed.length === 0,
      figures: this.figures,
      limits: Object.fromEntries(this.limits.map(({ name, most, least }) => [name, { most, least }])),
      missed: missed.map(({ name }) => name),
    };
    const json = JSON.stringify(summary);
    if (this.use === 'proof') {
      mkdirSync(resultsFolder, { recursive: true });
      writeFileSync(path.join(resultsFolder, `${this.name}${this.quick ? '-quick' : ''}.md`), `${this.lines.join('\n')}\n\`\`\`json\n${json}\n\`\`\`\n`);
    }
    process.stdout.write(`${json}\n`);
    return missed.length === 0 ? 0 : 1;
  }
}

function machineInWords(): string {
  const cpus = os.cpus();
  return `${cpus.length} x ${cpus[0]?.model.trim() ?? 'unknown processor'}, ${Math.round(os.totalmem() / 2 ** 30)} GiB, Node ${process.version}`;
}

function commit(): string {
  try {
    return execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  } catch {
    return 'unknown'; // not a checkout, e.g. an installed tarball
  }
}
