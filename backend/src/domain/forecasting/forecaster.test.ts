import { describe, expect, it } from '@jest/globals';
import { FleetWindows, type SeriesRow } from '../series/fleet-windows.ts';
import type { ModelInputs } from '../tft/model-inputs.ts';
import { baseGrid } from '../tft/model-inputs.ts';
import type { QuantileModel } from '../tft/ports.ts';
import { Forecaster } from './forecaster.ts';
import type { BandStretch, LeadStanding, Standing, TrackRecord } from './ports.ts';
import type { ServingDecision } from './serving-decision.ts';

const day = 288;
const H = 96;
const Q = 7;
const origin = 6_000_000;
const contextSteps = 12.5 * day;
const signal = new AbortController().signal;

/** Says for every series that the scaled quantiles are -3..3, whatever the inputs. */
class SpreadingModel implements QuantileModel {
  readonly version = 'spreading';
  readonly grid = baseGrid;
  readonly batch = 4;
  readonly seen: number[] = [];
  embeddingRow(): number {
    return 0;
  }
  async predict(inputs: ModelInputs): Promise<Float32Array> {
    this.seen.push(inputs.recent[0]);
    return Float32Array.from({ length: this.batch * Q * H }, (_, i) => (Math.floor(i / H) % Q) - 3);
  }
}

class BrokenModel extends SpreadingModel {
  override async predict(): Promise<Float32Array> {
    throw new Error('the session is gone');
  }
}

const unknown: LeadStanding = { bestFloor: null, modelSkill: null, isModelSilenced: false, evidence: 'none' };
const failing: LeadStanding = { bestFloor: 'exponential-smoothing', modelSkill: -0.9, isModelSilenced: true, evidence: 'series' };

/** Half the word to the floors and wider bands on the first server; the second has lost it. */
class SplitRecord implements TrackRecord {
  readonly leads = Int32Array.of(6);
  resolve(): void {}
  wants(): boolean {
    return false;
  }
  remember(): void {}
  standing({ serverId }: SeriesRow): Standing {
    return { byLead: [serverId === 's1' ? failing : unknown], shares: { model: 0.5, win24: 0.3, sameTime: 0.2 } };
  }
  stretch(): BandStretch {
    return { below: 1.5, above: 0.8, outerBelow: 1.2, outerAbove: 2 };
  }
  skill(): null {
    return null;
  }
}

/** Wants to remember at every origin and knows nothing: the model speaks alone. */
class EverRemembering implements TrackRecord {
  readonly leads = Int32Array.of(6, 96);
  resolve(): void {}
  wants(): boolean {
    return true;
  }
  remember(): void {}
  standing(): Standing {
    return { byLead: [unknown, unknown], shares: { model: 1, win24: 0, sameTime: 0 } };
  }
  stretch(): BandStretch {
    return { below: 1, above: 1, outerBelow: 1, outerAbove: 1 };
  }
  skill(): null {
    return null;
  }
}

function fleet(series: ReadonlyArray<{ days: number; value: (i: number) => number }>): FleetWindows {
  const windows = new FleetWindows(contextSteps, origin, series.length);
  series.forEach(({ days, value }, s) => {
    const row = windows.ensureRow({ serverId: `s${s}`, metric: 'cpu', kind: 'percent' });
    const steps = days * day;
    windows.write(row, origin - steps + 1, Float32Array.from({ length: steps }, (_, i) => value(i)));
  });
  return windows;
}

const wave = (i: number) => 40 + 10 * Math.sin((2 * Math.PI * i) / day) + ((i * 7919) % 13) / 10;

function speakerOf(forecast: Awaited<ReturnType<Forecaster['forecastFleet']>>, row: number): string {
  return forecast.speakers[forecast.speakerIndex[row]].name;
}

describe('the forecaster', () => {
  it('lets the model speak where it may and floors elsewhere, each with its reason', async () => {
    const forecaster = new Forecaster({ stepSeconds: 300, horizonSteps: H });
    forecaster.useModel(new SpreadingModel());
    const gappy = (i: number) => (i % 3 === 0 ? wave(i) : NaN);
    const windows = fleet([
      { days: 12, value: wave },
      { days: 2, value: wave },
      { days: 12, value: () => 17.3 },
      { days: 12, value: gappy },
      { days: 0, value: wave },
    ]);
    const forecast = await forecaster.forecastFleet(windows, { signal });
    expect(forecast.decisions.map(({ reason }) => reason.kind)).toEqual(['model-serves', 'learning', 'constant', 'too-gappy', 'too-gappy']);
    expect(speakerOf(forecast, 0)).toBe('spreading');
    expect(forecast.decisions[1].reason).toEqual({ kind: 'learning', daysObserved: 2, daysNeeded: 8 });
    expect([...forecast.quantiles.subarray(2 * Q * H, 3 * Q * H)].every((value) => value === Math.fround(17.3))).toBe(true);
    expect(forecast.missingShare[3]).toBeCloseTo(2 / 3, 2);
    expect(forecast.quantiles.every((value) => Number.isFinite(value))).toBe(true);
  });

  it('turns scaled quantiles into the unit of the metric: median plus so many spreads', async () => {
    const forecaster = new Forecaster({ stepSeconds: 300, horizonSteps: H });
    forecaster.useModel(new SpreadingModel());
    const { quantiles } = await forecaster.forecastFleet(fleet([{ days: 12, value: wave }]), { signal });
    const middle = quantiles[3 * H];
    expect(middle).toBeCloseTo(40.6, 0);
    expect(quantiles[4 * H] - middle).toBeCloseTo(middle - quantiles[2 * H], 4);
  });

  it('serves floors for a grid that the model was not trained for', async () => {
    for (const [stepSeconds, perDay] of [[60, 1440], [900, 96]] as const) {
      const forecaster = new Forecaster({ stepSeconds, horizonSteps: H });
      forecaster.useModel(new SpreadingModel());
      const windows = new FleetWindows(12 * perDay, origin, 1);
      windows.write(windows.ensureRow({ serverId: 'a', metric: 'cpu', kind: 'percent' }), origin - 12 * perDay + 1, Float32Array.from({ length: 12 * perDay }, (_, i) => 40 + 10 * Math.sin((2 * Math.PI * i) / perDay)));
      const forecast = await forecaster.forecastFleet(windows, { signal });
      expect(forecast.decisions[0].reason).toEqual({ kind: 'no-model-for-grid', stepSeconds, horizonSteps: H });
      expect(forecast.speakers[forecast.speakerIndex[0]].kind).toBe('floor');
      expect(forecast.quantiles.every((value) => Number.isFinite(value))).toBe(true);
    }
  });

  it('lets floors speak and says why when the network fails', async () => {
    const forecaster = new Forecaster({ stepSeconds: 300, horizonSteps: H });
    forecaster.useModel(new BrokenModel());
    const forecast = await forecaster.forecastFleet(fleet([{ days: 12, value: wave }]), { signal });
    expect(forecast.decisions[0].reason).toEqual({ kind: 'model-failed', message: 'the session is gone' });
    expect(forecast.speakers[forecast.speakerIndex[0]].kind).toBe('floor');
  });

  it('forecasts a series alike whoever its neighbours in the batch are', async () => {
    const forecastWith = async (neighbours: number) => {
      const forecaster = new Forecaster({ stepSeconds: 300, horizonSteps: H });
      const model = new SpreadingModel();
      forecaster.useModel(model);
      const windows = fleet([{ days: 12, value: wave }, ...Array.from({ length: neighbours }, (_, n) => ({ days: 12, value: (i: number) => 90 - wave(i + n) }))]);
      return { forecast: await forecaster.forecastFleet(windows, { signal }), model };
    };
    const alone = await forecastWith(0);
    const among = await forecastWith(6);
    expect(among.model.seen).toHaveLength(2);
    expect(among.model.seen[0]).toBe(alone.model.seen[0]);
    expect([...among.forecast.quantiles.subarray(0, Q * H)]).toEqual([...alone.forecast.quantiles]);
  });

  it('stops between two batches when asked to', async () => {
    const forecaster = new Forecaster({ stepSeconds: 300, horizonSteps: H });
    forecaster.useModel(new SpreadingModel());
    const stop = new AbortController();
    let pauses = 0;
    const pause = async () => {
      pauses += 1;
      if (pauses === 2) stop.abort(new Error('stopped'));
    };
    const windows = fleet(Array.from({ length: 20 }, () => ({ days: 12, value: wave })));
    await expect(forecaster.forecastFleet(windows, { signal: stop.signal, pause })).rejects.toThrow('stopped');
    expect(pauses).toBe(2);
  });

  it('forecasts again as served, shares and stretch and all, when handed the decisions of a cycle', async () => {
    const windows = fleet([{ days: 12, value: wave }, { days: 12, value: (i) => 90 - wave(i) }, { days: 2, value: wave }, { days: 12, value: () => 17.3 }]);
    const first = new Forecaster({ stepSeconds: 300, horizonSteps: H, record: new SplitRecord() });
    first.useModel(new SpreadingModel());
    const served = await first.forecastFleet(windows, { signal });
    const decisions = structuredClone(served.decisions);
    expect(decisions.map(({ voice }) => voice.kind)).toEqual(['model', 'floor', 'floor', 'constant']);
    const again = new Forecaster({ stepSeconds: 300, horizonSteps: H, decisionOf: (series) => decisions[windows.rows.indexOf(series)] });
    again.useModel(new SpreadingModel());
    const repeated = await again.forecastFleet(windows, { signal });
    expect([...repeated.quantiles]).toEqual([...served.quantiles]);
    expect([...repeated.speakerIndex]).toEqual([...served.speakerIndex]);
  });

  it('hands the word from the model to a floor where only far ahead the floor does better, without a jump, and says so', async () => {
    class FarSilenced extends EverRemembering {
      override standing(): Standing {
        return { byLead: [{ ...unknown, evidence: 'series' }, { bestFloor: 'same-time', modelSkill: -0.5, isModelSilenced: true, evidence: 'profile' }], shares: { model: 1, win24: 0, sameTime: 0 } };
      }
    }
    const windows = fleet([{ days: 12, value: wave }]);
    const forecastBy = async (options: { record?: TrackRecord; decisionOf?: () => ServingDecision }) => {
      const forecaster = new Forecaster({ stepSeconds: 300, horizonSteps: H, ...options });
      forecaster.useModel(new SpreadingModel());
      return forecaster.forecastFleet(windows, { signal });
    };
    const served = await forecastBy({ record: new FarSilenced() });
    const [model, floor] = [await forecastBy({ record: new EverRemembering() }), await forecastBy({ decisionOf: () => ({ reason: { kind: 'no-skill', skill: -1, evidence: 'series' }, voice: { kind: 'floor', floor: 'same-time' } }) })];
    expect(served.decisions[0].reason).toEqual({ kind: 'model-serves', evidence: 'profile', floorsAt: [{ minutes: 480, floor: 'same-time', evidence: 'profile' }] });
    expect(speakerOf(served, 0)).toBe('spreading');
    for (const q of [0, 3, 6]) {
      const at = (step: number) => [served, model, floor].map(({ quantiles }) => quantiles[q * H + step - 1]);
      expect(at(6)[0]).toBe(at(6)[1]);
      expect(at(51)[0]).toBeCloseTo((at(51)[1] + at(51)[2]) / 2, 3);
      expect(at(96)[0]).toBeCloseTo(at(96)[2], 4);
    }
    const again = await forecastBy({ decisionOf: () => structuredClone(served.decisions[0]) });
    expect([...again.quantiles]).toEqual([...served.quantiles]);
  });

  it('stretches the bands of floors too, and opens one that a day without change has shut', async () => {
    const idle = (i: number) => (i < 3 * day ? 5 + (i % 7) : 5);
    const windows = fleet([{ days: 4, value: idle }, { days: 4, value: wave }]);
    const bandsOf = async (record?: TrackRecord) => {
      const { quantiles } = await new Forecaster({ stepSeconds: 300, horizonSteps: H, record, decisionOf: record === undefined ? () => ({ reason: { kind: 'learning', daysObserved: 4, daysNeeded: 8 }, voice: { kind: 'floor', floor: 'exponential-smoothing' } }) : undefined }).forecastFleet(windows, { signal });
      return [0, 1].map((row) => Array.from({ length: Q }, (_, q) => quantiles[(row * Q + q) * H + H - 1]));
    };
    const [shut, bare] = await bandsOf();
    const [opened, stretched] = await bandsOf(new SplitRecord());
    expect(shut[0]).toBe(shut[Q - 1]);
    expect(opened[3]).toBe(5);
    expect(opened[Q - 1]).toBeGreaterThan(10.9);
    expect(stretched[3]).toBe(bare[3]);
    expect((stretched[1] - stretched[3]) / (bare[1] - bare[3])).toBeCloseTo(1.5, 3);
    expect((stretched[Q - 1] - stretched[3]) / (bare[Q - 1] - bare[3])).toBeCloseTo(2, 3);
  });

  it('opens the outer band before it stretches it, as in docs/methods/skill.md: a median of 20 on a day from 10 to 30 is 16.4 to 26', async () => {
    class ShutModel extends SpreadingModel {
      override async predict(): Promise<Float32Array> {
        return new Float32Array(this.batch * Q * H);
      }
    }
    class Stretching extends EverRemembering {
      override stretch(): BandStretch {
        return { below: 1, above: 1, outerBelow: 1.2, outerAbove: 2 };
      }
    }
    const forecaster = new Forecaster({ stepSeconds: 300, horizonSteps: H, record: new Stretching() });
    forecaster.useModel(new ShutModel());
    const { quantiles } = await forecaster.forecastFleet(fleet([{ days: 12, value: (i) => (i % 2 === 0 ? 10 : 30) }]), { signal });
    const said = Array.from({ length: Q }, (_, q) => quantiles[q * H]);
    expect(said[0]).toBeCloseTo(20 - 0.15 * 20 * 1.2, 4);
    expect(said.slice(1, Q - 1)).toEqual([20, 20, 20, 20, 20]);
    expect(said[Q - 1]).toBeCloseTo(20 + 0.15 * 20 * 2, 4);
  });

  it('lets a model fine-tuned on a young fleet speak after as many days as it was given', async () => {
    const forecaster = new Forecaster({ stepSeconds: 300, horizonSteps: H });
    forecaster.useModel(Object.assign(new SpreadingModel(), { daysNeeded: 2 }));
    const gappy = (i: number) => (i % 3 === 0 ? wave(i) : NaN);
    const forecast = await forecaster.forecastFleet(fleet([{ days: 2, value: wave }, { days: 1.5, value: wave }, { days: 3, value: gappy }]), { signal });
    expect(forecast.decisions.map(({ reason }) => reason)).toEqual([{ kind: 'model-serves' }, { kind: 'learning', daysObserved: 1.5, daysNeeded: 2 }, { kind: 'too-gappy', missingShare: expect.closeTo(2 / 3, 2) }]);
  });

  describe('with a second model in the shadow', () => {
    const versioned = (version: string, shift: number): QuantileModel => ({
      version,
      grid: baseGrid,
      batch: 4,
      embeddingRow: () => 0,
      predict: async () => Float32Array.from({ length: 4 * Q * H }, (_, i) => (Math.floor(i / H) % Q) - 3 + shift),
    });

    async function said(speaksFor: (serverId: string) => boolean, shadow = versioned('second', 1)) {
      const remembered: Array<{ readonly serverId: string; readonly median: number; readonly shadowMedian: number }> = [];
      const forecaster = new Forecaster({
        stepSeconds: 300,
        horizonSteps: H,
        record: new EverRemembering(),
        trial: { resolve: () => undefined, remember: ({ serverId }, _origin, _all, { champion, challenger }) => void remembered.push({ serverId, median: champion[1], shadowMedian: challenger[1] }) },
      });
      forecaster.useModel(versioned('first', 0), { challenger: { model: shadow, hasWordOn: ({ serverId }) => (speaksFor(serverId) ? { part: 'challenger' } : null) }, reserve: null });
      return { remembered, forecast: await forecaster.forecastFleet(fleet([{ days: 12, value: wave }, { days: 12, value: wave }, { days: 2, value: wave }]), { signal }) };
    }

    it('lets the first speak for all, and the trial hear both on every series that a model may speak for', async () => {
      const { forecast, remembered } = await said(() => false);
      expect([0, 1].map((row) => speakerOf(forecast, row))).toEqual(['first', 'first']);
      expect(remembered.map(({ serverId }) => serverId)).toEqual(['s0', 's1']);
      for (const { median, shadowMedian } of remembered) expect(shadowMedian).toBeGreaterThan(median + 1);
    });

    it('lets the second speak for its share, and no series is a mixture of both', async () => {
      const { forecast } = await said((serverId) => serverId === 's1');
      expect([0, 1].map((row) => speakerOf(forecast, row))).toEqual(['first', 'second']);
      expect(forecast.quantiles[Q * H + 3 * H]).toBeGreaterThan(forecast.quantiles[3 * H] + 1);
    });

    it('is not harmed when the second fails', async () => {
      const { forecast, remembered } = await said(() => true, { ...versioned('second', 1), predict: () => Promise.reject(new Error('the session is gone')) });
      expect([0, 1].map((row) => speakerOf(forecast, row))).toEqual(['first', 'first']);
      expect(remembered.every(({ shadowMedian }) => Number.isNaN(shadowMedian))).toBe(true);
    });
  });

  describe('with the former champion in reserve', () => {
    class Counting implements QuantileModel {
      readonly version: string;
      readonly grid = baseGrid;
      readonly batch = 4;
      asked = 0;
      private readonly shift: number;
      private readonly isBroken: boolean;

      constructor(version: string, shift: number, isBroken = false) {
        this.version = version;
        this.shift = shift;
        this.isBroken = isBroken;
      }

      embeddingRow(): number {
        return 0;
      }

      predict(): Promise<Float32Array> {
        this.asked += 1;
        if (this.isBroken) return Promise.reject(new Error('the session is gone'));
        return Promise.resolve(Float32Array.from({ length: 4 * Q * H }, (_, i) => (Math.floor(i / H) % Q) - 3 + this.shift));
      }
    }
    const kept = { part: 'reserve', evidence: 'profile', lossRatio: 0.9 } as const;

    /** Ten series, every third of which is the reserve's to say. */
    async function said(remembers: boolean, reserve = new Counting('before', 1)) {
      const champion = new Counting('now', 0);
      const remembered: Array<{ readonly model: number; readonly ofChampion: number; readonly ofReserve: number; readonly speaking: string }> = [];
      class Sometimes extends EverRemembering {
        override wants(): boolean {
          return remembers;
        }
      }
      const forecaster = new Forecaster({
        stepSeconds: 300, horizonSteps: H, record: new Sometimes(),
        trial: { resolve: () => undefined, remember: (_series, _origin, all, models, speaking) => void remembered.push({ model: all[1], ofChampion: models.champion[1], ofReserve: models.reserve[1], speaking }) },
      });
      forecaster.useModel(champion, { challenger: null, reserve: { model: reserve, hasWordOn: ({ serverId }) => (Number(serverId.slice(1)) % 3 === 0 ? kept : null) } });
      const forecast = await forecaster.forecastFleet(fleet(Array.from({ length: 10 }, () => ({ days: 12, value: wave }))), { signal });
      return { forecast, remembered, asked: [champion.asked, reserve.asked] };
    }

    it('asks each model for the series that are its own, in batches of its own, and says why', async () => {
      const { forecast, asked } = await said(false);
      expect(Array.from({ length: 10 }, (_, row) => speakerOf(forecast, row))).toEqual(['before', 'now', 'now', 'before', 'now', 'now', 'before', 'now', 'now', 'before']);
      expect(asked).toEqual([2, 1]);
      expect(forecast.decisions[3]).toMatchObject({ model: 'reserve', reason: { kind: 'model-serves', insteadOf: kept } });
      expect(forecast.decisions[4].reason).not.toHaveProperty('insteadOf');
      expect(forecast.models).toEqual({ champion: 'now', challenger: null, reserve: 'before' });
      expect(forecast.quantiles[3 * Q * H + 3 * H]).toBeGreaterThan(forecast.quantiles[4 * Q * H + 3 * H] + 1);
    });

    it('asks both for every series once an hour, and tells the record what the one said that has the word', async () => {
      const { remembered, asked } = await said(true);
      expect(asked).toEqual([3, 3]);
      expect(remembered.map(({ speaking }) => speaking).sort()).toEqual([...Array<string>(6).fill('champion'), ...Array<string>(4).fill('reserve')]);
      for (const { model, ofChampion, ofReserve, speaking } of remembered) expect(model).toBe(speaking === 'reserve' ? ofReserve : ofChampion);
    });

    it.each([true, false])('lets the champion speak for all when the reserve fails, whether forecasts are remembered (%s) or not', async (remembers) => {
      const { forecast } = await said(remembers, new Counting('before', 1, true));
      expect(Array.from({ length: 10 }, (_, row) => speakerOf(forecast, row))).toEqual(Array<string>(10).fill('now'));
      expect(forecast.decisions.every(({ reason, model }) => model === undefined && reason.kind === 'model-serves' && reason.insteadOf === undefined)).toBe(true);
    });

    it('forecasts again as served when handed the decisions of a cycle', async () => {
      const { forecast } = await said(false);
      const windows = fleet(Array.from({ length: 10 }, () => ({ days: 12, value: wave })));
      const again = new Forecaster({ stepSeconds: 300, horizonSteps: H, decisionOf: (series) => forecast.decisions[windows.rows.indexOf(series)] });
      again.useModel(new Counting('now', 0), { challenger: null, reserve: { model: new Counting('before', 1), hasWordOn: () => null } });
      const repeated = await again.forecastFleet(windows, { signal });
      expect([...repeated.quantiles]).toEqual([...forecast.quantiles]);
      expect([...repeated.speakerIndex]).toEqual([...forecast.speakerIndex]);
    });
  });

  it('reports breaches of the thresholds it was given', async () => {
    const forecaster = new Forecaster({ stepSeconds: 300, horizonSteps: H, thresholdsOf: () => [{ threshold: { value: 45, direction: 'above' }, severity: 'warning' }] });
    const forecast = await forecaster.forecastFleet(fleet([{ days: 12, value: wave }]), { signal });
    expect(forecast.breaches[0][0].probability).toBeGreaterThan(0.5);
    expect(forecast.breaches[0][0].timeToBreach!.p50Minutes).toBeGreaterThan(0);
  });
});
