import { judgeHeldOut } from '../../domain/models/held-out.ts';
import type { ModelManifest, StoredModel } from '../../domain/models/model-manifest.ts';
import { profileOf } from '../../domain/models/population-stability.ts';
import { isSampled, sampleShare } from '../../domain/series/fleet-sample.ts';
import type { LongSeries } from '../../domain/series/long-series.ts';
import type { TrainingSplit } from '../../domain/training/training-split.ts';
import { openModel } from '../../io/onnxruntime/session-model.ts';
import type { StartingPoint } from './starting-point.ts';

/** Series that the gate looks at; of more a sample of their servers. */
const mostHeldOutSeries = 600;
const heldOutBatch = 100;

/** How it does on held-out time beside its parent, and what its inputs were like. */
export async function judgedAndProfiled(model: StoredModel, { parent }: StartingPoint, series: readonly LongSeries[], split: TrainingSplit, forgetting: number | null): Promise<StoredModel> {
  const { heldOut } = split;
  const { stepSeconds, horizonSteps } = model.manifest.definition.grid;
  const share = sampleShare(series, mostHeldOutSeries);
  const chosen = series.filter(({ serverId }) => isSampled(serverId, share));
  const opened = await openModel(model, heldOutBatch);
  // what is held out of a young fleet's history lies before the moment at which the version may speak
  const candidate = { ...opened, daysNeeded: split.leastDays };
  const before = parent === null ? null : await openModel(parent, heldOutBatch);
  const figures = heldOut === null ? null : await judgeHeldOut(chosen, { stepSeconds, horizonSteps, fromStep: heldOut.from, toStep: heldOut.to, candidate, parent: before });
  await opened.close();
  await before?.close();
  const dataProfile: ModelManifest['dataProfile'] = {};
  for (const metric of new Set(series.map((one) => one.metric))) {
    const profile = profileOf(series.filter((one) => one.metric === metric).map(({ values }) => values));
    if (profile !== null) dataProfile[metric] = { bounds: [...profile.bounds], shares: [...profile.shares] };
  }
  const manifest: ModelManifest = {
    ...model.manifest,
    dataProfile,
    ...(figures === null
      ? {}
      : {
          heldOut: {
            judged: figures.judged,
            candidate: figures.championFigures,
            parent: figures.shadowFigures,
            // the trial's champion is the candidate: its shadow, the parent, stands above the line
            lossRatio: figures.test === null ? null : 1 / figures.test.lossRatio,
            forgetting,
          },
        }),
  };
  return { manifest, values: model.values };
}
