import { describe, expect, it } from '@jest/globals';
import { Forecaster } from '../forecasting/forecaster.ts';
import { expertNames, rememberedQuantiles } from '../forecasting/ports.ts';
import { FleetWindows } from '../series/fleet-windows.ts';
import { ComparedNotes } from './compared-notes.ts';
import { leadSteps, ledgerLeadMinutes, servedAtLeads } from './ledger-entries.ts';
import { SkillTracker } from './skill-tracker.ts';

const recordLeads = Int32Array.of(6, 12, 24, 48, 96);
const L = ledgerLeadMinutes.length;

const E = expertNames.length;
/** [5 leads, experts, 3], as the record is told: expert, lead and quantile are the digits. */
const said = Float32Array.from({ length: E * 15 }, (_, i) => 100 * (Math.floor(i / 3) % E) + 10 * Math.floor(i / (3 * E)) + (i % 3));
/** [experts, 5 leads, 3], as the ledger keeps it. */
/** What the champion says is the model's part of it. */
const silent = new Float32Array(15).fill(NaN);
const champion = Float32Array.from({ length: 15 }, (_, i) => said[Math.floor(i / 3) * 3 * E + (i % 3)]);
const kept = Float32Array.from({ length: E * 15 }, (_, i) => 100 * Math.floor(i / 15) + 10 * (Math.floor(i / 3) % 5) + (i % 3));

describe('notes of what everybody forecast', () => {
  it('are handed over once, by name, rows without a word silent', () => {
    const notes = new ComparedNotes(recordLeads, leadSteps(300, 96));
    notes.note(1, said, { champion, challenger: silent, reserve: silent });
    const taken = notes.take(3, { champion: 'base-1', challenger: null, reserve: null })!;
    expect(taken.speakers.map(({ kind, name }) => `${kind} ${name}`)).toEqual(['model base-1', ...expertNames.slice(1, -1).map((name) => `floor ${name}`), 'served served']);
    const width = taken.speakers.length * L * 3;
    expect(taken.quantiles.length).toBe(3 * width);
    expect([...taken.quantiles.subarray(width, 2 * width)]).toEqual([...kept]);
    expect(taken.quantiles.subarray(0, width).every((value) => Number.isNaN(value))).toBe(true);
    expect(notes.take(3, { champion: 'base-1', challenger: null, reserve: null })).toBeNull();
  });

  it('have the models beside the champion under their own names, whoever of them had the word', () => {
    const notes = new ComparedNotes(recordLeads, leadSteps(300, 96));
    const tuned = Float32Array.from({ length: 15 }, (_, i) => -1 - i);
    const former = Float32Array.from({ length: 15 }, (_, i) => -100 - i);
    notes.note(0, said, { champion: tuned, challenger: silent, reserve: former });
    const { speakers, quantiles } = notes.take(1, { champion: 'tuned-2', challenger: 'young-3', reserve: 'base-1' })!;
    expect(speakers.filter(({ kind }) => kind === 'model').map(({ name }) => name)).toEqual(['tuned-2', 'base-1']);
    expect([...quantiles.subarray(0, 15)]).toEqual([...tuned]);
    expect([...quantiles.subarray(-15)]).toEqual([...former]);
    notes.note(0, said, { champion: tuned, challenger: tuned, reserve: former });
    expect(notes.take(1, { champion: 'tuned-2', challenger: 'young-3', reserve: 'base-1' })!.speakers.at(-1)!.name).toBe('young-3');
  });

  it('say of what was served the same as the cycle itself', async () => {
    const windows = new FleetWindows(2_600, 5_900_000);
    const row = windows.ensureRow({ serverId: 'a', metric: 'cpu', kind: 'percent' });
    windows.write(row, windows.oldestStep, Float32Array.from({ length: 2_600 }, (_, i) => 50 + 20 * Math.sin((2 * Math.PI * i) / 288) + (i % 7)));
    const record = new SkillTracker({ stepSeconds: 300, horizonSteps: 96 });
    const leads = leadSteps(300, 96);
    const notes = new ComparedNotes(record.leads, leads);
    const forecast = await new Forecaster({ stepSeconds: 300, horizonSteps: 96, record, notes }).forecastFleet(windows, { signal: new AbortController().signal });
    const { speakers, quantiles } = notes.take(1, { champion: null, challenger: null, reserve: null })!;
    const served = servedAtLeads(forecast, leads);
    const ofServed = quantiles.subarray(speakers.findIndex(({ kind }) => kind === 'served') * L * 3).subarray(0, L * 3);
    expect([...ofServed]).toEqual(Array.from({ length: L * 3 }, (_, i) => served[Math.floor(i / 3) * 7 + rememberedQuantiles[i % 3]]));
    // whoever serves is one of the floors, and is kept as that floor too
    const speaker = forecast.speakers[forecast.speakerIndex[0]].name;
    const ofSpeaker = quantiles.subarray(speakers.findIndex(({ name }) => name === speaker) * L * 3).subarray(0, L * 3);
    expect([...ofSpeaker]).toEqual([...ofServed]);
  });

  it('leave leads silent that the record does not remember', () => {
    const hourly = leadSteps(3600, 96);
    expect(hourly).toEqual([null, 1, 2, 4, 8]);
    expect(leadSteps(300, 24)).toEqual([6, 12, 24, null, null]);
    const notes = new ComparedNotes(Int32Array.of(1, 2, 4, 8), hourly);
    const five = new Float32Array(12).fill(5);
    notes.note(0, new Float32Array(expertNames.length * 12).fill(5), { champion: five, challenger: silent, reserve: silent });
    const { quantiles } = notes.take(1, { champion: 'base-1', challenger: null, reserve: null })!;
    expect([...quantiles.subarray(0, 6)]).toEqual([NaN, NaN, NaN, 5, 5, 5]);
  });
});
