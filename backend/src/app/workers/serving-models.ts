import type { Forecaster } from '../../domain/forecasting/forecaster.ts';
import { byPart, type CompanionModel, type ModelPart, modelParts } from '../../domain/forecasting/model-parts.ts';
import type { FleetExamination } from '../../domain/models/fleet-examination.ts';
import type { ModelManifest } from '../../domain/models/model-manifest.ts';
import type { ModelTrials } from '../../domain/models/model-trials.ts';
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

/** The sessions of the cycle's thread: which model speaks, which ones forecast beside it, and what each of them costs. */
export class ServingModels {
  private readonly forecaster: Forecaster;
  private readonly trials: ModelTrials;
  private readonly profileOf: (serverId: string) => string;
  /** By folder: a version is never rewritten, so a challenger that becomes champion is open already. */
  private readonly open = new Map<string, InUse>();
  private readonly parts: Record<ModelPart, InUse | null> = { champion: null, challenger: null, reserve: null };

  constructor(forecaster: Forecaster, trials: ModelTrials, profileOf: (serverId: string) => string) {
    this.forecaster = forecaster;
    this.trials = trials;
    this.profileOf = profileOf;
  }

  /** For the analysis; null: no model speaks. */
  get speakingModels(): SpeakingModels | null {
    return this.parts.champion === null ? null : byPart((part) => this.parts[part]?.folder ?? null);
  }

  get speaking(): { readonly folder: string; readonly manifest: ModelManifest } | null {
    return this.parts.champion;
  }

  /** Null while nobody is beside the champion, or before both have forecast. */
  get cost(): FleetExamination['cost'] {
    const beside = this.parts.challenger ?? this.parts.reserve;
    const championMs = this.parts.champion?.batchMs() ?? null;
    const shadowMs = beside?.batchMs() ?? null;
    return championMs === null || shadowMs === null ? null : { championMs, shadowMs, shadowBytes: beside!.bytes };
  }

  /**
   * Opens what is new and closes what is out of use; the forecaster changes over in one call between two cycles. A champion that
   * cannot be used leaves the one before it speaking, or the floors; a model beside it that cannot be used is left out. Answers what to tell.
   */
  async use({ championFolder, challenger, reserve }: ModelsInUse): Promise<readonly string[]> {
    const { parts, trials } = this;
    const champion = await this.opened(championFolder);
    if (!('model' in champion)) return [`${champion.message} ${parts.champion === null ? 'Simple forecasts speak.' : `${parts.champion.manifest.version} goes on speaking.`}`];
    const told: string[] = [];
    const beside = async (folder: string | null, without: string): Promise<InUse | null> => {
      const opened = folder === null || folder === championFolder ? null : await this.opened(folder);
      if (opened === null || 'model' in opened) return opened;
      told.push(`${opened.message} ${without}`);
      return null;
    };
    parts.champion = champion;
    parts.challenger = await beside(challenger?.folder ?? null, 'Nothing forecasts in the shadow.');
    parts.reserve = await beside(reserve?.folder ?? null, 'No former champion stands in reserve.');
    const companion = (part: InUse | null, hasWordOn: CompanionModel['hasWordOn']): CompanionModel | null => (part === null ? null : { model: part.model, hasWordOn });
    this.forecaster.useModel(champion.model, {
      challenger: companion(parts.challenger, ({ serverId }) => (isInShare(serverId, challenger!.servedShare) ? { part: 'challenger' } : null)),
      reserve: companion(parts.reserve, (series, profile) => (reserve!.speaks ? trials.wordOn(series, profile) : null)),
    });
    trials.begin(champion.manifest.version, parts.challenger?.manifest.version ?? null, parts.reserve?.manifest.version ?? null, ({ serverId }) => this.profileOf(serverId));
    const inUse = new Set(modelParts.map((part) => parts[part]?.folder));
    for (const [folder, { model }] of this.open) {
      if (inUse.has(folder)) continue;
      this.open.delete(folder);
      await model.close();
    }
    return told;
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
