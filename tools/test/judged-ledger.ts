/**
 * A ledger in which forecasts have come true: the shipped model and the floors forecast a simulated fleet at every third hour of
 * its last two days, each from nothing later than its origin, and are judged by what came. Browser tests show it; a service would
 * need two days to come by as much.
 */
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { FleetLedger } from '../../backend/src/app/ledger/fleet-ledger.ts';
import { shippedModelFolder } from '../../backend/src/app/training/shipped-model.ts';
import { serverIdOf } from '../../backend/src/domain/catalog/server-identity.ts';
import { ComparedNotes } from '../../backend/src/domain/evaluation/compared-notes.ts';
import { leadSteps, servedAtLeads } from '../../backend/src/domain/evaluation/ledger-entries.ts';
import { SkillTracker } from '../../backend/src/domain/evaluation/skill-tracker.ts';
import { Forecaster } from '../../backend/src/domain/forecasting/forecaster.ts';
import { FleetWindows } from '../../backend/src/domain/series/fleet-windows.ts';
import { WindowsReader } from '../../backend/src/domain/series/windows-reader.ts';
import { LedgerStore } from '../../backend/src/io/ledger/ledger-store.ts';
import { usualKeptDays } from '../../backend/src/io/ledger/ledger-tables.ts';
import { readModel } from '../../backend/src/io/model-store/model-folder.ts';
import { openModel } from '../../backend/src/io/onnxruntime/session-model.ts';
import type { Fleet } from '../../simulator/src/index.ts';

const stepSeconds = 300;
const horizonSteps = 96;
const stepsPerDay = 288;
const everySteps = 36;
const judgedDays = 2;

/** Fills the ledger of a data folder that no service uses yet. The fleet's history must reach back 11 days. */
export async function fillLedger(dataFolder: string, fleet: Fleet, untilStep: number): Promise<void> {
  mkdirSync(path.join(dataFolder, 'ledger'), { recursive: true });
  const store = new LedgerStore({ file: path.join(dataFolder, 'ledger/ledger.duckdb'), keptDays: usualKeptDays, keptOnsetDays: 400, mostBytes: 2 ** 40, reserveBytes: 0 });
  const ledger = new FleetLedger(store, { stepSeconds, horizonSteps });
  const slice = fleet.simulate(fleet.startStep, untilStep);
  const rows = slice.series.map(({ server, metric }) => ({
    serverId: serverIdOf(server.region, { server: server.server }), server: server.server, region: server.region, profile: server.profile, metric,
    kind: metric === 'network' || metric === 'disk' ? ('unbounded' as const) : metric === 'latency' ? ('latency' as const) : ('percent' as const),
  }));
  const windows = new FleetWindows(12 * stepsPerDay, untilStep - judgedDays * stepsPerDay, rows.length, judgedDays * stepsPerDay + 1);
  for (const row of rows) windows.ensureRow(row);
  const record = new SkillTracker({ stepSeconds, horizonSteps });
  const leads = leadSteps(stepSeconds, horizonSteps);
  const notes = new ComparedNotes(record.leads, leads);
  const forecaster = new Forecaster({ stepSeconds, horizonSteps, record, notes });
  const stored = await readModel(shippedModelFolder);
  if (stored.kind !== 'read') throw new Error(stored.message);
  const model = await openModel(stored.model);
  forecaster.useModel(model);
  try {
    for (let step = untilStep - judgedDays * stepsPerDay; step <= untilStep; step += everySteps) {
      if (step > windows.originStep) windows.advanceTo(step);
      slice.series.forEach(({ values }, row) => windows.write(row, slice.fromStep, values.subarray(0, step - slice.fromStep + 1)));
      ledger.useRows(rows, rows.map(() => []), new WindowsReader(windows.describe()));
      const forecast = await forecaster.forecastFleet(windows, { signal: new AbortController().signal });
      windows.seal();
      const said = {
        originStep: step, anchors: Float32Array.from(rows, (_, row) => windows.window(row).findLast((value) => !Number.isNaN(value)) ?? 0), speakers: forecast.speakers,
        speakerIndex: forecast.speakerIndex, served: servedAtLeads(forecast, leads), compared: notes.take(rows.length, forecast.models),
      };
      const fault = await ledger.record(said, 0, step * stepSeconds * 1000);
      if (fault !== null) throw new Error(fault.message);
    }
  } finally {
    await model.close();
    await ledger.close();
  }
}
