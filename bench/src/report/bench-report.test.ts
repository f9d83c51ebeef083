import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { BenchReport, keeps } from './bench-report.ts';

describe('the report of a benchmark', () => {
  let folder: string;
  let printed: string[];
  beforeEach(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'fleetcast-report-'));
    printed = [];
    jest.spyOn(process.stdout, 'write').mockImplementation((text) => (printed.push(String(text)), true));
  });
  afterEach(() => {
    jest.restoreAllMocks();
    rmSync(folder, { recursive: true });
  });

  it('ends with one line of JSON that holds figures and limits', () => {
    const report = new BenchReport('example', { quick: false, use: 'proof' });
    report.limit({ name: 'seconds', figure: 0.5, most: 0.8 });
    report.figure('note', 'text');
    expect(report.finish(folder)).toBe(0);
    const last = JSON.parse(printed.join('').trimEnd().split('\n').at(-1)!) as Record<string, unknown>;
    expect(last).toMatchObject({ bench: 'example', passed: true, figures: { seconds: 0.5, note: 'text' }, limits: { seconds: { most: 0.8 } }, missed: [] });
    expect(readFileSync(path.join(folder, 'example.md'), 'utf8')).toContain('| seconds');
  });

  it('exits non-zero and names the limit that was missed', () => {
    const report = new BenchReport('example', { quick: true, use: 'proof' });
    report.limit({ name: 'coverage', figure: 0.7, least: 0.77, most: 0.83 });
    expect(report.finish(folder)).toBe(1);
    expect(printed.join('')).toContain('MISSED');
  });

  it('leaves no report of fleets that choices were made on', () => {
    const report = new BenchReport('example', { quick: false, use: 'tuning' });
    report.limit({ name: 'seconds', figure: 0.5, most: 0.8 });
    expect(report.finish(folder)).toBe(0);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('counts a figure that could not be measured as missed', () => {
    expect(keeps({ name: 'x', figure: NaN, most: 1 })).toBe(false);
  });
});
