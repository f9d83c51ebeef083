import { serverStatus } from '@fleetcast/contract';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { ScriptedSource } from '../../../test/service/scripted-source.ts';
import { Forecaster } from '../../domain/forecasting/forecaster.ts';
import type { FleetSnapshot } from '../../domain/publication/fleet-snapshot.ts';
import type { ServerDirectory } from '../../domain/publication/server-directory.ts';
import { metricCatalogue } from '../config/metric-catalogue.ts';
import { FleetCycle } from './fleet-cycle.ts';
import { FleetRoster } from './fleet-roster.ts';
import type { CycleOutlet, CycleReport } from './ports.ts';
import { SourceReader } from './source-reader.ts';

const stepMs = 300_000;
const settleMs = 60_000;
const startStep = 5_900_000;
const contextSteps = 600;
const signal = new AbortController().signal;

/** What came out of the cycle so far. */
class Collected implements CycleOutlet {
  readonly reports: CycleReport[] = [];
  readonly published: Array<{ readonly snapshot: FleetSnapshot; readonly directory: ServerDirectory }> = [];
  report(report: CycleReport): void {
    this.reports.push(report);
  }
  async publish(snapshot: FleetSnapshot, directory: ServerDirectory): Promise<void> {
    this.published.push({ snapshot, directory });
  }
}

let collected: Collected;
let source: ScriptedSource;
let cycle: FleetCycle;

const atStep = (step: number) => step * stepMs + settleMs + 1_000;
const values = (server: string, step: number) => 30 + (step % 12) + server.length;

function build(sources: readonly ScriptedSource[]): FleetCycle {
  const metricInfo = metricCatalogue([]);
  return new FleetCycle(
    { grid: { stepMs }, settleMs, contextSteps, historySteps: 288, chunkSteps: 200, rereadSteps: 3, limits: { warning: 0.3, critical: 0.6 } },
    new FleetRoster(),
    sources.map((one) => new SourceReader('prometheus', one)),
    new Forecaster({ stepSeconds: 300, horizonSteps: 96 }),
    metricInfo,
    collected,
  );
}

beforeEach(() => {
  collected = new Collected();
  source = new ScriptedSource(['web-1', 'web-22'], values);
  cycle = build([source]);
});

/** [contextSteps] of a server's cpu as the cycle holds it. */
function held(server: string): Float32Array {
  const { windows } = cycle;
  return windows!.window(windows!.rowOf(`id-${server}`, 'cpu')!);
}

function stepsOf(requests: ScriptedSource['requests']): number[] {
  return requests.flatMap(({ fromStep, toStep }) => Array.from({ length: toStep - fromStep + 1 }, (_, i) => fromStep + i));
}

describe('a first cycle', () => {
  it('reads the whole context, newest first, tells how far it is, and publishes', async () => {
    expect(await cycle.runOnce(atStep(startStep), signal)).toMatchObject({ kind: 'published', servers: 2, series: 2 });
    expect(source.requests.map(({ toStep }) => toStep)).toEqual([startStep, startStep - 200, startStep - 400]);
    expect([...held('web-1')]).toEqual(Array.from({ length: contextSteps }, (_, i) => values('web-1', startStep - contextSteps + 1 + i)));
    const shares = collected.reports.map(({ refillShare }) => refillShare);
    expect(shares).toEqual([...shares].sort((a, b) => a - b));
    expect(collected.reports[0].phase).toBe('refilling');
    expect(shares.at(-1)).toBe(1);
  });

  it('never asks for a step that has not settled', async () => {
    await cycle.runOnce(startStep * stepMs + settleMs - 1, signal);
    expect(Math.max(...stepsOf(source.requests))).toBe(startStep - 1);
  });

  it('says that there is nothing when the source knows no server', async () => {
    source.servers = [];
    expect((await cycle.runOnce(atStep(startStep), signal)).kind).toBe('no-data');
    expect(collected.reports.at(-1)?.trouble).toMatch(/^The sources answer, but hold no value of any server: check what scrapes or pushes/);
    expect(collected.published).toHaveLength(0);
  });
});

describe('the next cycle', () => {
  it('reads one step and the few before it that may have come late', async () => {
    await cycle.runOnce(atStep(startStep), signal);
    source.requests.length = 0;
    await cycle.runOnce(atStep(startStep + 1), signal);
    expect(stepsOf(source.requests)).toEqual([startStep - 2, startStep - 1, startStep, startStep + 1]);
    expect(collected.published[1].snapshot.originStep).toBe(startStep + 1);
  });

  it('takes in a value that came late', async () => {
    source.valueAt = (server, step) => (step === startStep ? NaN : values(server, step));
    await cycle.runOnce(atStep(startStep), signal);
    expect(held('web-1').at(-1)).toBeNaN();
    source.valueAt = values;
    await cycle.runOnce(atStep(startStep + 1), signal);
    expect(held('web-1').at(-2)).toBe(values('web-1', startStep));
  });

  it('publishes a step once', async () => {
    await cycle.runOnce(atStep(startStep), signal);
    expect((await cycle.runOnce(atStep(startStep) + 60_000, signal)).kind).toBe('already-done');
    expect((await cycle.runOnce(atStep(startStep - 3), signal)).kind).toBe('already-done');
    expect(collected.published).toHaveLength(1);
  });

  it('publishes a step again when history was pushed behind it', async () => {
    source.valueAt = (server, step) => (step > startStep - 10 ? values(server, step) : NaN);
    await cycle.runOnce(atStep(startStep), signal);
    source.valueAt = values;
    source.revisedMs = (startStep - 500) * stepMs;
    expect((await cycle.runOnce(atStep(startStep) + 10_000, signal)).kind).toBe('published');
    expect(held('web-1')[contextSteps - 500]).toBe(values('web-1', startStep - 499));
  });
});

describe('a source that is down for an hour', () => {
  it('leaves the last snapshot, says so, and fills the gap when it comes back', async () => {
    await cycle.runOnce(atStep(startStep), signal);
    source.down = true;
    for (let step = startStep + 1; step <= startStep + 12; step++) {
      expect((await cycle.runOnce(atStep(step), signal)).kind).toBe('source-down');
    }
    expect(collected.published).toHaveLength(1);
    expect(collected.reports.at(-1)).toMatchObject({ trouble: expect.stringContaining('Nobody answers at scripted:1') as unknown, sources: [{ state: 'down' }] });
    source.down = false;
    expect((await cycle.runOnce(atStep(startStep + 13), signal)).kind).toBe('published');
    expect(collected.published[1].snapshot.originStep).toBe(startStep + 13);
    expect([...held('web-1')]).toEqual(Array.from({ length: contextSteps }, (_, i) => values('web-1', startStep + 13 - contextSteps + 1 + i)));
    expect(collected.reports.at(-1)).toMatchObject({ trouble: null, phase: 'serving' });
  });

  it('is waited for at the start, without anything being published', async () => {
    source.down = true;
    expect((await cycle.runOnce(atStep(startStep), signal)).kind).toBe('source-down');
    source.down = false;
    expect((await cycle.runOnce(atStep(startStep) + 5_000, signal)).kind).toBe('published');
    expect(held('web-22').some(Number.isNaN)).toBe(false);
  });

  it('does not stop the forecasts of another one; its servers are said to be stale', async () => {
    const other = new ScriptedSource(['db-1'], values);
    cycle = build([source, other]);
    await cycle.runOnce(atStep(startStep), signal);
    other.down = true;
    for (let step = startStep + 1; step <= startStep + 4; step++) await cycle.runOnce(atStep(step), signal);
    const { snapshot, directory } = collected.published.at(-1)!;
    const status = Object.fromEntries(directory.servers.map(({ server }, at) => [server, serverStatus.options[snapshot.columns.serverStatus[at]]]));
    expect(status).toMatchObject({ 'db-1': 'stale' });
    expect(status['web-1']).not.toBe('stale');
    other.down = false;
    await cycle.runOnce(atStep(startStep + 5), signal);
    expect(held('db-1').some(Number.isNaN)).toBe(false);
  });
});

describe('a source that answers but has nothing new', () => {
  it('is told, so that nobody takes old numbers for new ones', async () => {
    await cycle.runOnce(atStep(startStep), signal);
    source.valueAt = (server, step) => (step <= startStep ? values(server, step) : NaN);
    for (let step = startStep + 1; step <= startStep + 4; step++) await cycle.runOnce(atStep(step), signal);
    expect(collected.reports.at(-1)?.trouble).toContain(`no sample newer than ${new Date(startStep * stepMs).toISOString()}`);
  });

  it('is told by the first cycle already, once the history was read, and not while it is read', async () => {
    source.valueAt = (server, step) => (step <= startStep - 300 ? values(server, step) : NaN);
    await cycle.runOnce(atStep(startStep), signal);
    const whileRead = collected.reports.filter(({ refillShare }) => refillShare < 1).map(({ trouble }) => trouble);
    expect(new Set(whileRead)).toEqual(new Set([null]));
    expect(collected.reports.at(-1)?.trouble).toContain(`no sample newer than ${new Date((startStep - 300) * stepMs).toISOString()}`);
  });
});

describe('a fleet that changes', () => {
  it('shows a server from its first sample on', async () => {
    await cycle.runOnce(atStep(startStep), signal);
    source.servers = ['web-1', 'web-22', 'web-333'];
    source.valueAt = (server, step) => (server === 'web-333' && step <= startStep ? NaN : values(server, step));
    await cycle.runOnce(atStep(startStep + 1), signal);
    expect(collected.published[1].directory.servers.map(({ server }) => server)).toEqual(['web-1', 'web-22', 'web-333']);
    expect(collected.published[1].directory.directoryId).not.toBe(collected.published[0].directory.directoryId);
  });

  it('keeps one directory while nobody comes or goes', async () => {
    await cycle.runOnce(atStep(startStep), signal);
    await cycle.runOnce(atStep(startStep + 1), signal);
    expect(collected.published[1].directory).toBe(collected.published[0].directory);
  });

  it('shows a server that vanished as stale, and forgets it once no value of it is left', async () => {
    await cycle.runOnce(atStep(startStep), signal);
    source.valueAt = (server, step) => (server === 'web-22' && step > startStep ? NaN : values(server, step));
    await cycle.runOnce(atStep(startStep + 3), signal);
    const { snapshot, directory } = collected.published.at(-1)!;
    expect(serverStatus.options[snapshot.columns.serverStatus[directory.servers.findIndex(({ server }) => server === 'web-22')]]).toBe('stale');
    await cycle.runOnce(atStep(startStep + contextSteps + 1), signal);
    expect(collected.published.at(-1)!.directory.servers.map(({ server }) => server)).toEqual(['web-1']);
    expect(cycle.windows!.seriesCount).toBe(1);
  });

  it('follows a server into another profile', async () => {
    await cycle.runOnce(atStep(startStep), signal);
    const read = source.readSteps.bind(source);
    source.readSteps = async (request) => {
      const reading = await read(request);
      return { ...reading, servers: reading.servers.map((server) => ({ ...server, profile: 'app' })) };
    };
    await cycle.runOnce(atStep(startStep + 1), signal);
    expect(new Set(collected.published[1].directory.servers.map(({ profile }) => profile))).toEqual(new Set(['app']));
  });
});

describe('a cycle that is told to stop', () => {
  it('publishes nothing and ends', async () => {
    const stopping = new AbortController();
    const read = source.readSteps.bind(source);
    source.readSteps = (request) => {
      stopping.abort();
      return read(request);
    };
    expect((await cycle.runOnce(atStep(startStep), stopping.signal)).kind).toBe('stopped');
    expect(collected.published).toHaveLength(0);
  });
});
