/**
 * `npm run bench:whatif`: what-if answers against the truth. The simulator lives the same fleet on with and without each
 * intervention; capacities, contention, routing and noise stay hidden from the engine. docs/methods/what-if.md.
 */
import { shippedModelFolder } from '@fleetcast/backend/src/app/training/shipped-model.ts';
import { championAlone } from '@fleetcast/backend/src/domain/forecasting/model-parts.ts';
import { ServedForecaster } from '@fleetcast/backend/src/domain/forecasting/served-forecaster.ts';
import { readModel } from '@fleetcast/backend/src/io/model-store/model-folder.ts';
import { openModel } from '@fleetcast/backend/src/io/onnxruntime/session-model.ts';
import { seedFor, type World } from '@fleetcast/simulator';
import { BenchReport } from './report/bench-report.ts';
import { caseKinds, caseOf, eveningKinds, type CaseKind } from './whatif/cases.ts';
import { draws, fateOf } from './whatif/fates.ts';
import { type Judgement, judge } from './whatif/judge.ts';
import { LivedFleet } from './whatif/lived-fleet.ts';
import { scoreOf } from './whatif/score.ts';

const report = new BenchReport('whatif');
const { quick, use } = report;
const casesWanted = quick ? 40 : 200;
const mostSeeds = quick ? 44 : 220;
/** Moments at which a fleet is asked, in days after its start: mornings, and evenings before the night's jobs. */
const mornings = [13.32, 14.4, 15.36];
const evenings = [13.85, 14.9, 15.88];

const hidden: Partial<World> = { contention: 0.25, capacitySkew: 0.08, routingSkew: 0.2 };
/** A second world that breaks what the engine believes. */
const misspecified: Partial<World> = { ...hidden, autoscaler: true, noisyNeighbours: 0.12, cpuExponent: 0.85 };

const stored = await readModel(shippedModelFolder);
if (stored.kind !== 'read') throw new Error(stored.message);
const deciding = await openModel(stored.model, 64, 2);
const answering = await openModel(stored.model, 16, 2);
const forecaster = new ServedForecaster({ stepSeconds: 300, horizonSteps: 96 });
forecaster.useModels(championAlone(answering));

interface WorldRun {
  readonly judgements: readonly Judgement[];
  readonly refused: ReadonlyMap<string, number>;
}

async function run(world: Partial<World>, wanted: number, firstSeed: number): Promise<WorldRun> {
  const judgements: Judgement[] = [];
  const refused = new Map<string, number>();
  const counts = new Map<CaseKind, number>(caseKinds.map((kind) => [kind, 0]));
  const isDone = (kind: CaseKind) => counts.get(kind)! >= wanted;
  for (let n = 0; n < mostSeeds && !caseKinds.every(isDone); n++) {
    const seed = seedFor(use, firstSeed + n);
    const lived = new LivedFleet({ seed, servers: 13, spareServers: 3, timeZone: 'UTC', world }, (servers, startStep) => fateOf(seed, servers, startStep), n % 2 === 0);
    for (const days of [...mornings, ...evenings].sort((a, b) => a - b)) {
      const kinds = caseKinds.filter((kind) => !isDone(kind) && eveningKinds.has(kind) === evenings.includes(days));
      if (kinds.length === 0) continue;
      const draw = draws(seed, days);
      lived.liveUntil(days + draw(-0.08, 0.08));
      const fleet = await lived.observed(deciding);
      for (const kind of kinds) {
        const asked = caseOf(kind, lived, draw);
        if (asked === null) continue;
        const judged = await judge(kind, asked, lived, fleet, forecaster);
        if (judged.kind === 'judged') {
          judgements.push(judged.judgement);
          counts.set(kind, counts.get(kind)! + 1);
        } else if (judged.kind === 'refused') refused.set(kind, (refused.get(kind) ?? 0) + 1);
      }
    }
  }
  return { judgements, refused };
}

function tell(title: string, { judgements, refused }: WorldRun, prefix: string, hasLimits: boolean): void {
  const scores = caseKinds.map((kind) => scoreOf(kind, judgements.filter((one) => one.kind === kind)));
  report.table(
    title,
    ['kind', 'cases', 'refused', 'true effect', 'error', 'of effect', 'right direction', 'p10-p90 covers', 'error: no change', 'error: inputs edited', 'bias'],
    scores.map((score) => [score.kind, score.cases, refused.get(score.kind) ?? 0, score.medianEffect, score.medianError, score.errorShare, score.direction, score.coverage, score.errorNoChange, score.errorEdited, score.bias]),
  );
  for (const score of scores) {
    const name = (figure: string) => `${prefix}${score.kind} ${figure}`;
    if (!hasLimits) {
      report.figure(name('error'), score.medianError);
      report.figure(name('coverage'), score.coverage);
      continue;
    }
    report.limit({ name: name('cases'), figure: score.cases, least: casesWanted });
    report.limit({ name: name('median true effect'), figure: score.medianEffect, least: 12, unit: 'points' });
    report.limit({ name: name('median error'), figure: score.medianError, most: 5, unit: 'points' });
    report.limit({ name: name('error of effect'), figure: score.errorShare, most: 0.35, unit: 'share' });
    report.limit({ name: name('right direction'), figure: score.direction, least: 0.95, unit: 'share' });
    report.limit({ name: name('coverage'), figure: score.coverage, least: 0.7, most: 0.9, unit: 'share' });
  }
}

report.say(`Peak utilisation while a change holds, in points of cpu (restart: of memory). Seeds for ${use}; every other fleet has no throughput measured.\n`);
const proof = await run(hidden, casesWanted, 0);
tell('The world as the engine believes it, its figures hidden', proof, '', true);
const second = await run(misspecified, Math.min(casesWanted, quick ? 12 : 60), 300);
tell('A world that breaks its beliefs: autoscaler, noisy neighbours, cpu that is not linear', second, 'misspecified ', false);

const answerMs = [...proof.judgements, ...second.judgements].map(({ milliseconds }) => milliseconds).sort((a, b) => a - b);
report.figure('answerMedianMs', answerMs[Math.floor(0.5 * answerMs.length)]);
report.figure('answerMostMs', answerMs.at(-1));
report.limit({ name: 'answer p99', figure: answerMs[Math.floor(0.99 * answerMs.length)], most: 300, unit: 'ms' });
await deciding.close();
await answering.close();
process.exitCode = report.finish();
