import type { Forecaster } from '../../domain/forecasting/forecaster.ts';
import type { FleetExamination } from '../../domain/models/fleet-examination.ts';
import type { FleetTrial } from '../../domain/models/fleet-trial.ts';
import type { ModelManifest } from '../../domain/models/model-manifest.ts';
import { isInShare } from '../../domain/models/served-share.ts';
import { type ModelFault, readModel } from '../../io/model-store/model-folder.ts';
import { openModel, type OpenedModel } from '../../io/onnxruntime/session-model.ts';
import type { SpeakingModels } from '../analysis/served-cycle.ts';
import type { ModelsInUse } from '../cycle/ports.ts';

/** Of the time of a batch the newest weighs this much. */
const newestWeight = 0.1;

interface InUse {
  readonly folder: string;
  readonly manifest: ModelManifest;
  readonly model: OpenedModel;
  /** Running mean of a batch; null before the first. */
  readonly batchMs: () => number | null;
  /** What opening it added to the process. */
  readonly bytes: number;
}

/** The sessions of the cycle's thread: which model speaks, which one forecasts in its shadow, and what each of them costs. */
export class ServingModels {
  private readonly forecaster: Forecaster;
  private readonly trial: FleetTrial;
  /** By folder: a version is never rewritten, so a shadow that becomes champion is open already. */
  private readonly open = new Map<string, InUse>();
  private champion: InUse | null = null;
  private shadow: InUse | null = null;
  private servedShare = 0;

  constructor(forecaster: Forecaster, trial: FleetTrial) {
    this.forecaster = forecaster;
    this.trial = trial;
  }

  /** For the analysis; null: no model speaks. */
  get speakingModels(): SpeakingModels | null {
    if (this.champion === null) return null;
    return { championFolder: this.champion.folder, second: this.shadow === null ? null : { folder: this.shadow.folder, servedShare: this.servedShare } };
  }

  get speaking(): { readonly folder: string; readonly manifest: ModelManifest } | null {
    return this.champion;
  }

  /** Null without a shadow, or before both have forecast. */
  get cost(): FleetExamination['cost'] {
    const championMs = this.champion?.batchMs() ?? null;
    const shadowMs = this.shadow?.batchMs() ?? null;
    return championMs === null || shadowMs === null ? null : { championMs, shadowMs, shadowBytes: this.shadow!.bytes };
  }

  /**
   * Opens what is new and closes what is out of use; the forecaster changes over in one call between two cycles. A champion that
   * cannot be used leaves the one before it speaking, or the floors; a shadow that cannot be used is left out. Answers what to tell.
   */
  async use({ championFolder, shadow }: ModelsInUse): Promise<readonly string[]> {
    const champion = await this.opened(championFolder);
    if (!('model' in champion)) return [`${champion.message} ${this.champion === null ? 'Floors speak.' : `${this.champion.manifest.version} goes on speaking.`}`];
    const second = shadow === null || shadow.folder === championFolder ? null : await this.opened(shadow.folder);
    const usable = second !== null && 'model' in second ? second : null;
    this.forecaster.useModel(champion.model, usable === null ? null : { model: usable.model, speaksFor: ({ serverId }) => isInShare(serverId, shadow!.servedShare) });
    this.trial.begin(champion.manifest.version, usable?.manifest.version ?? null);
    this.champion = champion;
    this.shadow = usable;
    this.servedShare = shadow?.servedShare ?? 0;
    for (const [folder, { model }] of this.open) {
      if (folder === champion.folder || folder === usable?.folder) continue;
      this.open.delete(folder);
      await model.close();
    }
    return second !== null && usable === null ? [`${(second as ModelFault).message} Nothing forecasts in the shadow.`] : [];
  }

  private async opened(folder: string): Promise<InUse | ModelFault> {
    const known = this.open.get(folder);
    if (known !== undefined) return known;
    const outcome = await readModel(folder);
    if (outcome.kind !== 'read') return outcome;
    const before = process.memoryUsage.rss();
    const model = await openModel(outcome.model);
    let mean: number | null = null;
    const timed: OpenedModel = {
      ...model,
      async predict(inputs, embeddingRows) {
        const startedMs = performance.now();
        const scaled = await model.predict(inputs, embeddingRows);
        const ms = performance.now() - startedMs;
        mean = mean === null ? ms : mean + newestWeight * (ms - mean);
        return scaled;
      },
    };
    const inUse: InUse = { folder, manifest: outcome.model.manifest, model: timed, batchMs: () => mean, bytes: Math.max(0, process.memoryUsage.rss() - before) };
    this.open.set(folder, inUse);
    return inUse;
  }
}
