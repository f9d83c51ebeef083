/**
 * One fleet's cycles in a process of its own, so that its memory can be told apart:
 * node timed-cycles.ts SERVERS CYCLES, prints one JSON object.
 */
import { FleetCycle } from '@fleetcast/backend/src/app/cycle/fleet-cycle.ts';
import { FleetRoster } from '@fleetcast/backend/src/app/cycle/fleet-roster.ts';
import { SourceReader } from '@fleetcast/backend/src/app/cycle/source-reader.ts';
import { shippedModelFolder } from '@fleetcast/backend/src/app/training/shipped-model.ts';
import { metricInfoOf } from '@fleetcast/backend/src/domain/catalog/metrics.ts';
import { SkillTracker } from '@fleetcast/backend/src/domain/evaluation/skill-tracker.ts';
import type { ConfiguredThreshold } from '@fleetcast/backend/src/domain/forecasting/breach-paths.ts';
import { Forecaster } from '@fleetcast/backend/src/domain/forecasting/forecaster.ts';
import { contextDays } from '@fleetcast/backend/src/domain/series/fleet-windows.ts';
import type { MetricSource, ObservedServer, StepReading, StepRequest } from '@fleetcast/backend/src/domain/series/ports.ts';
import { readModel } from '@fleetcast/backend/src/io/model-store/model-folder.ts';
import { openModel } from '@fleetcast/backend/src/io/onnxruntime/session-model.ts';
import { daySteps, horizonSteps, stepMs, stepSeconds } from '../grid/product-grid.ts';

const metrics = ['cpu', 'memory', 'disk', 'network', 'latency'] as const;
const threads = 2;
const templates = 97;

/** Answers from memory: daily waves with noise that hangs together, each series another mixture. */
class WaveSource implements MetricSource {
  readonly name = 'waves';
  readonly metrics = metrics.map((name) => ({ name, kind: metricInfoOf(name).kind }));
  private readonly servers: readonly ObservedServer[];
  private readonly noise: readonly Float32Array[];

  constructor(servers: number) {
    this.servers = Array.from({ length: servers }, (_, s) => ({ serverId: `s${s}`, server: `server-${s}`, region: 'bench', profile: 'web', tier: null, labels: {} }));
    let seed = 1;
    const random = () => (seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0) / 2 ** 32;
    this.noise = Array.from({ length: templates }, () => {
      let level = 0;
      return Float32Array.from({ length: 7 * daySteps + 13 }, () => (level = 0.9 * level + random() - 0.5));
    });
  }

  async readSteps({ fromStep, toStep }: StepRequest): Promise<StepReading> {
    const series = this.servers.flatMap(({ serverId }, s) =>
      metrics.map((metric, m) => {
        const noise = this.noise[(s * metrics.length + m) % templates];
        const height = 20 + ((s * 7 + m * 3) % 40);
        const values = Float32Array.from({ length: toStep - fromStep + 1 }, (_, i) => {
          const step = fromStep + i;
          return Math.max(0, height * (1.2 + Math.sin((2 * Math.PI * (step + s)) / daySteps)) * 0.5 + 6 * noise[(step + 31 * s) % noise.length]);
        });
        return { serverId, metric, values };
      }),
    );
    return { servers: this.servers, series, faults: [] };
  }
}

const [servers, cycles] = process.argv.slice(2).map(Number);
const roster = new FleetRoster();
const forecaster = new Forecaster({
  stepSeconds,
  horizonSteps,
  record: new SkillTracker({ stepSeconds, horizonSteps }),
  thresholdsOf({ metric }) {
    const { warning, critical } = metricInfoOf(metric).thresholds;
    const set: ConfiguredThreshold[] = [];
    if (warning !== null) set.push({ threshold: warning, severity: 'warning' });
    if (critical !== null) set.push({ threshold: critical, severity: 'critical' });
    return set;
  },
});
const stored = await readModel(shippedModelFolder);
if (stored.kind !== 'read') throw new Error(stored.message);
const model = await openModel(stored.model, undefined, threads);
forecaster.useModel(model);

const settings = { grid: { stepMs }, settleMs: 0, contextSteps: Math.round(contextDays * daySteps), historySteps: daySteps, chunkSteps: daySteps, rereadSteps: 3, limits: { warning: 0.5, critical: 0.8 } };
const outlet = { report: () => undefined, publish: async () => undefined };
const cycle = new FleetCycle(settings, roster, [new SourceReader('prometheus', new WaveSource(servers))], forecaster, metricInfoOf, outlet);

const firstStep = 6_000_000 - 3; // three steps before the hour
const signal = new AbortController().signal;
const seconds: number[] = [];
let mostResidentBytes = 0;
for (let i = 0; i < cycles; i++) {
  const outcome = await cycle.runOnce((firstStep + i) * stepMs, signal);
  if (outcome.kind !== 'published') throw new Error(`cycle ${i} ended as ${outcome.kind}`);
  seconds.push((outcome.timings.forecastMs + outcome.timings.publishMs) / 1000);
  globalThis.gc?.();
  if (i >= 2) mostResidentBytes = Math.max(mostResidentBytes, process.memoryUsage().rss);
}
process.stdout.write(`${JSON.stringify({ servers, series: servers * metrics.length, seconds, residentMB: mostResidentBytes / 1e6, windowsMB: (cycle.windows!.seriesCount * settings.contextSteps * 4) / 1e6 })}\n`);
await model.close();
