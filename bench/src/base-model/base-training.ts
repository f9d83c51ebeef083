/** How the shipped base model is trained: data, split and seed in one place, for the script that makes it and the one that times it. */
import path from 'node:path';
import type { TrainingRequest } from '@fleetcast/backend/src/app/training/training-request.ts';
import { metricInfoOf } from '@fleetcast/backend/src/domain/catalog/metrics.ts';
import { seedFor } from '@fleetcast/simulator';
import { stepSeconds } from '../grid/product-grid.ts';
import { leftOutServers, realFleetFile } from '../real-fleet/real-fleet-file.ts';

const fitUntil = Date.UTC(2013, 8, 1);
const judgeUntil = Date.UTC(2013, 8, 11);
const simulatedFleets = 2;

interface BaseVariant {
  readonly out: string;
  readonly createdAt: string;
  /** Leaves every network series out of training, the simulated ones too. */
  readonly withoutNetwork?: boolean;
  readonly steps?: number;
  readonly seed?: number;
}

/** Trains on July and August, judges checkpoints on 1 to 10 September 2013, and never sees a later value or a left-out machine. */
export function baseTraining({ out, createdAt, withoutNetwork = false, steps, seed = 1 }: BaseVariant): TrainingRequest {
  const stepOf = (timeMs: number) => timeMs / (stepSeconds * 1000);
  const columns = ['cpu_pct', 'mem_pct', 'disk_kbps', 'net_kbps'];
  return {
    data: {
      kind: 'parquet',
      files: [realFleetFile()],
      kinds: Object.fromEntries(columns.map((column) => [column, metricInfoOf(column).kind])),
      servers: null,
      withoutServers: leftOutServers,
      withoutMetrics: withoutNetwork ? '^net' : null,
    },
    simulatedSeeds: Array.from({ length: simulatedFleets }, (_, index) => seedFor('training', index)),
    out,
    version: path.basename(out),
    createdAt,
    origin: 'base',
    trainedOn:
      'GWA-T-12 Bitbrains "Rnd": 120 virtual machines (of 1 to 150, those not divisible by 5), July and August 2013, ' +
      `${withoutNetwork ? 'cpu, memory and disk' : 'cpu, memory, disk and network'}; and ${simulatedFleets} simulated fleets. Judged on 1 to 10 September 2013.`,
    parent: null,
    stepSeconds,
    horizonSteps: 96,
    seed,
    threads: 2,
    steps: steps ?? null,
    budgetSeconds: null,
    untilStep: stepOf(judgeUntil),
    validateFromStep: stepOf(fitUntil) + 1,
  };
}
