/** A new environment: 20 simulated servers with two days of history, fine-tuned from the shipped base model as the service would. */
import path from 'node:path';
import { shippedModelFolder } from '@fleetcast/backend/src/app/training/shipped-model.ts';
import { startTraining } from '@fleetcast/backend/src/app/training/training-process.ts';
import { metricInfoOf } from '@fleetcast/backend/src/domain/catalog/metrics.ts';
import { writeSeriesArchive } from '@fleetcast/backend/src/io/series-archive/series-archive.ts';
import { createFleet, seedFor } from '@fleetcast/simulator';
import { stepSeconds } from '../grid/product-grid.ts';

const days = 2;
const servers = 20;

export interface Transfer {
  readonly seconds: number;
  readonly series: number;
  readonly steps: number;
  /** Loss of the new version on held-out time, as a ratio to the better floor's; null: too little was held out to say. */
  readonly floorRatio: number | null;
}

/** From an archive of the history to a version that the gate has looked at; one thread, as in the service. */
export async function transferToYoungFleet(folder: string): Promise<Transfer> {
  const fleet = createFleet({ seed: seedFor('proof', 360), servers, startMs: Date.UTC(2026, 2, 2), stepMs: stepSeconds * 1000 });
  const { series, fromStep } = fleet.simulate(fleet.startStep, fleet.startStep + (days * 86_400) / stepSeconds - 1);
  const file = path.join(folder, 'young.series');
  await writeSeriesArchive(file, series.map(({ server, metric, values }) => ({ serverId: server.server, metric, kind: metricInfoOf(metric).kind, firstStep: fromStep, values })));
  const startedMs = performance.now();
  const end = await startTraining(
    {
      data: { kind: 'archive', file }, simulatedSeeds: [], out: path.join(folder, 'young'), version: 'young', createdAt: new Date().toISOString(), origin: 'fine-tuned', trainedOn: `${servers} simulated servers, ${days} days`,
      parent: shippedModelFolder, stepSeconds, horizonSteps: 96, seed: 1, threads: 1, steps: null, budgetSeconds: null, untilStep: null, validateFromStep: null,
      fleet: { endStep: fromStep + series[0].values.length - 1, sampledShare: 1, update: false, leftOut: [] },
    },
    () => undefined,
  ).finished;
  if (end.kind !== 'trained') throw new Error(end.kind === 'cancelled' ? 'the transfer was cancelled' : end.message);
  return { seconds: (performance.now() - startedMs) / 1000, series: series.length, steps: end.manifest.training.steps, floorRatio: end.manifest.heldOut?.candidate?.floorRatio ?? null };
}
