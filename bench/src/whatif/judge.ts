/** One question asked, and its answer against what comes true. */
import type { Spread } from '@fleetcast/contract';
import { medianPath } from '@fleetcast/backend/src/domain/forecasting/fleet-forecast.ts';
import { busiestHalfHour } from '@fleetcast/backend/src/domain/whatif/busiest-half-hour.ts';
import { answerWhatIf } from '@fleetcast/backend/src/domain/whatif/what-if.ts';
import type { WhatIfFleet } from '@fleetcast/backend/src/domain/whatif/what-if-fleet.ts';
import type { Reforecaster } from '@fleetcast/backend/src/domain/whatif/ports.ts';
import type { FleetSlice } from '@fleetcast/simulator';
import { horizonSteps, stepMs } from '../grid/product-grid.ts';
import type { CaseKind, WhatIfCase } from './cases.ts';
import { type LivedFleet } from './lived-fleet.ts';

export interface Judgement {
  readonly kind: CaseKind;
  readonly truth: number;
  readonly answer: Spread;
  /** Change that editing the model's inputs alone gives. */
  readonly edited: number;
  readonly milliseconds: number;
  readonly what: string;
  /** Whether throughput was measured. */
  readonly measured: boolean;
  /** Peak without the intervention: as it came, and as it was forecast. */
  readonly peakBefore: { readonly truth: number; readonly said: number };
}

export type Judged = { readonly kind: 'judged'; readonly judgement: Judgement } | { readonly kind: 'refused'; readonly message: string } | { readonly kind: 'gone' };

export async function judge(kind: CaseKind, asked: WhatIfCase, lived: LivedFleet, fleet: WhatIfFleet, reforecaster: Reforecaster): Promise<Judged> {
  const peaks = truePeaks(asked, lived);
  const truth = peaks.after - peaks.before;
  if (!Number.isFinite(truth)) return { kind: 'gone' };
  const startedAt = performance.now();
  const outcome = await answerWhatIf(fleet, { serverId: asked.server, metric: asked.metric, interventions: asked.interventions }, reforecaster);
  const milliseconds = performance.now() - startedAt;
  if (outcome.kind !== 'answered') return { kind: 'refused', message: outcome.kind === 'impossible' ? outcome.message : outcome.kind };
  const effect = outcome.findings.servers[0].effects.find(({ series }) => series.info.name === asked.metric);
  if (effect === undefined) return { kind: 'refused', message: 'the server is gone in the answer' };
  const edited = await editedChange(asked, fleet, reforecaster);
  return { kind: 'judged', judgement: { kind, truth, answer: effect.peaks.change, edited, milliseconds, what: `${asked.server} ${JSON.stringify(asked.interventions)}`,
      measured: outcome.findings.servers[0].load?.basis === 'throughput',
      peakBefore: { truth: peaks.before, said: effect.peaks.before.p50 },
    } };
}

/** Peak with the intervention and without, in the same life. */
function truePeaks(asked: WhatIfCase, lived: LivedFleet): { readonly before: number; readonly after: number } {
  const peak = (slice: FleetSlice) => {
    const { values } = slice.series.find(({ server, metric }) => server.server === asked.server && metric === asked.metric)!;
    return busiestHalfHour(values, judgedSteps(asked), stepMs / 1000);
  };
  const changed = asked.otherFate === undefined ? lived.future(asked.events) : lived.futureWithFate(asked.otherFate);
  return { after: peak(changed), before: peak(lived.future([])) };
}

/** The baseline: the judged server's own history edited by the number that was asked, and forecast. */
async function editedChange(asked: WhatIfCase, fleet: WhatIfFleet, reforecaster: Reforecaster): Promise<number> {
  const series = fleet.member(asked.server)!.series.get(asked.metric)!;
  const forecast = await reforecaster.forecast([series, { ...series, values: asked.editInputs(series.values) }], fleet.originStep);
  const peak = (row: number) => busiestHalfHour(medianPath(forecast, row), judgedSteps(asked), stepMs / 1000);
  return peak(1) - peak(0);
}

function judgedSteps({ judged: [first, last] }: WhatIfCase): Uint8Array {
  return new Uint8Array(horizonSteps).fill(1, first, last + 1);
}
