import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { IntakeProcess } from './intake-process.ts';

const serversPerBody = 400;
const senders = 4;
const dayMs = 86_400_000;
const secondMs = 1000;

/** Seeded, so that a failure can be repeated: mulberry32. */
function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Keeps what was acknowledged: one body a second of sample time, whose samples all carry the body's number. */
class Ledger {
  private readonly firstStep: number;
  private readonly acknowledged = new Set<number>();
  private next = 0;

  constructor(firstMs: number) {
    this.firstStep = Math.ceil(firstMs / secondMs);
  }

  get count(): number {
    return this.acknowledged.size;
  }

  /** Sends bodies one after the other until the process dies; `full` counts answers that say so. */
  async send(intake: IntakeProcess, seen: { full: number; other: string[] }, isOver: () => boolean): Promise<void> {
    while (!isOver()) {
      const body = this.next++;
      const timesMs = [(this.firstStep + body) * secondMs];
      const series = Array.from({ length: serversPerBody }, (_, server) => ({
        labels: { __name__: 'fleet_cpu', server: `s${server}`, region: 'eu', profile: 'web' },
        timesMs,
        values: [body * serversPerBody + server],
      }));
      const answer = await intake.push(series);
      if (answer === null) return;
      if (answer.status === 204) this.acknowledged.add(body);
      else if (answer.status === 503) {
        seen.full++;
        await delay(20);
      } else seen.other.push(`${answer.status} ${answer.text}`);
    }
  }

  /** Bodies that were acknowledged and of which a sample is missing or wrong. */
  async missing(intake: IntakeProcess): Promise<number[]> {
    if (this.next === 0) return [];
    const { series, faults } = await intake.steps(this.firstStep, this.firstStep + this.next - 1, secondMs);
    if (faults.length > 0) throw new Error(faults.join('; '));
    const valuesOf = new Map(series.map(({ server, values }) => [server, values]));
    return [...this.acknowledged].filter((body) =>
      Array.from({ length: serversPerBody }, (_, server) => valuesOf.get(`s${server}`)?.[body]).some((value, server) => value !== body * serversPerBody + server),
    );
  }
}

type Trouble = 'load' | 'checkpoint' | 'retention' | 'full disk';

/** Old samples that retention may drop while the ledger's own, which are recent, must stay. */
async function pushOldDay(intake: IntakeProcess, daysAgo: number): Promise<void> {
  const timesMs = [Date.now() - daysAgo * dayMs];
  await intake.push([{ labels: { __name__: 'fleet_cpu', server: 'retired', region: 'eu' }, timesMs, values: [1] }]);
}

/** Keeps the intake at one kind of trouble until it is killed. */
async function trouble(kind: Trouble, intake: IntakeProcess, isOver: () => boolean): Promise<void> {
  let daysAgo = 80;
  while (!isOver()) {
    if (kind === 'checkpoint') await intake.post('/checkpoint');
    else if (kind === 'retention') {
      await pushOldDay(intake, daysAgo);
      await intake.post(`/retire?nowMs=${Date.now() + (90 - daysAgo + 1) * dayMs}`);
      daysAgo = daysAgo === 70 ? 80 : daysAgo - 1;
    }
    await delay(5);
  }
}

/** Starts, checks what earlier kills left, loads and kills; answers with what it saw. */
async function killOnce(folder: string, ledger: Ledger, kind: Trouble, afterMs: number, mostFileBytes?: number): Promise<{ full: number; other: string[]; missing: number[] }> {
  const seen = { full: 0, other: [] as string[] };
  const intake = await IntakeProcess.start({ folder, reserveBytes: 0 }, mostFileBytes);
  let over = false;
  const isOver = () => over;
  try {
    const missing = intake.openingFault === null ? await ledger.missing(intake) : [];
    const work = [...Array.from({ length: senders }, () => ledger.send(intake, seen, isOver)), trouble(kind, intake, isOver)];
    // A life is not over before it has done what it is about, however slow the machine is.
    const acknowledgedBefore = ledger.count;
    await until(() => (mostFileBytes === undefined ? ledger.count > acknowledgedBefore + senders : seen.full > 0));
    await delay(afterMs);
    over = true;
    await intake.kill();
    await Promise.all(work);
    return { ...seen, missing };
  } finally {
    await intake.kill();
  }
}

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await delay(2);
}

/** Bytes of the larger of database and log. */
function largestFile(folder: string): number {
  const sizes = ['samples.duckdb', 'samples.duckdb.wal'].map((name) => path.join(folder, name)).map((file) => (existsSync(file) ? statSync(file).size : 0));
  return Math.max(...sizes, 2 ** 19);
}

describe('an intake that is killed with -9', () => {
  let folder: string;
  beforeAll(async () => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'fleetcast-kills-'));
    // Node keeps what it compiled when a program ends of itself, which none of those killed does: with it each starts in half the time.
    await (await IntakeProcess.start({ folder: path.join(folder, 'unharmed'), reserveBytes: 0 })).stop();
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  async function expectNothingMissing(at: string, ledger: Ledger): Promise<void> {
    await using intake = await IntakeProcess.start({ folder: at, reserveBytes: 0 });
    expect(intake.openingFault).toBeNull();
    expect((await intake.status()).setAside).toEqual([]);
    expect(await ledger.missing(intake)).toEqual([]);
  }

  // An intake takes most of its short life to start, so two are killed side by side.
  it('loses nothing it has acknowledged: 40 kills during load, checkpoints and retention', async () => {
    const killRepeatedly = async (seed: number) => {
      const random = seededRandom(seed);
      const store = path.join(folder, `store-${seed}`);
      const ledger = new Ledger(Date.now() - 2 * 3_600_000);
      const kinds: readonly Trouble[] = ['load', 'checkpoint', 'retention', 'load'];
      for (let kill = 0; kill < 20; kill++) {
        const { missing, other } = await killOnce(store, ledger, kinds[kill % kinds.length], 20 + 500 * random());
        expect({ seed, kill, missing, other }).toEqual({ seed, kill, missing: [], other: [] });
      }
      await expectNothingMissing(store, ledger);
      return ledger.count;
    };
    const counts = await Promise.all([killRepeatedly(20261123), killRepeatedly(20261124)]);
    for (const count of counts) expect(count).toBeGreaterThan(50);
  });

  it('loses nothing when the disk is full: 12 kills, and it stores again once there is room', async () => {
    const fillRepeatedly = async (seed: number) => {
      const random = seededRandom(seed);
      const full = path.join(folder, `full-${seed}`);
      const ledger = new Ledger(Date.now() - 2 * 3_600_000);
      let refused = 0;
      for (let kill = 0; kill < 6; kill++) {
        const room = (1 + (kill % 4)) * 32 * 1024;
        const seen = await killOnce(full, ledger, kill % 3 === 2 ? 'checkpoint' : 'load', 300 * random(), largestFile(full) + room);
        expect({ seed, kill, missing: seen.missing, other: seen.other }).toEqual({ seed, kill, missing: [], other: [] });
        refused += seen.full;
      }
      expect(refused).toBeGreaterThan(0);
      await expectNothingMissing(full, ledger);
      const { full: still, other } = await killOnce(full, ledger, 'load', 500);
      expect({ still, other }).toEqual({ still: 0, other: [] });
      await expectNothingMissing(full, ledger);
    };
    await Promise.all([fillRepeatedly(7), fillRepeatedly(8)]);
  });
});
