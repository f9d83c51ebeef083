import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '../service/eventually.ts';
import { IntakeProcess } from './intake-process.ts';

const secondMs = 1_000;

describe('an intake whose thread dies', () => {
  let folder: string;
  let intake: IntakeProcess;
  beforeAll(async () => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'fleetcast-restart-'));
    intake = await IntakeProcess.start({ folder });
  });
  afterAll(async () => {
    await intake.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it('answers 503 meanwhile, is started again by itself, and has lost nothing that it acknowledged', async () => {
    const firstStep = Math.ceil(Date.now() / secondMs) - 600;
    const acknowledged: number[] = [];
    const seen = new Map<number, string>();
    let [next, over] = [0, false];
    async function send(): Promise<void> {
      while (!over) {
        const body = next++;
        const answer = await intake.push([{ labels: { __name__: 'fleet_cpu', server: 'web-1', region: 'eu' }, timesMs: [(firstStep + body) * secondMs], values: [body] }]);
        if (answer?.status === 204) acknowledged.push(body);
        else seen.set(answer?.status ?? 0, answer?.text ?? '');
        await delay(5);
      }
    }
    const senders = [send(), send()];
    try {
      await eventually(async () => expect(acknowledged.length).toBeGreaterThan(5));
      expect((await intake.post('/crash'))?.status).toBe(200);
      const before = await eventually(async () => {
        expect(seen.get(503)).toContain('intake_down');
        return acknowledged.length;
      });
      expect((await intake.post('/recover'))?.status).toBe(200);
      await eventually(async () => expect(acknowledged.length).toBeGreaterThan(before + 5));
    } finally {
      over = true;
      await Promise.all(senders);
    }

    expect([...seen.keys()]).toEqual([503]);
    expect(seen.get(503)).toMatch(/thread has ended.*Nothing was stored; send it again/);
    const { series, faults } = await intake.steps(firstStep, firstStep + next - 1, secondMs);
    expect(faults).toEqual([]);
    expect(acknowledged.filter((body) => series[0].values[body] !== body)).toEqual([]);
  });
});
