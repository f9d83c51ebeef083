import type { z } from 'zod';

/** What a source says of its preset. */
interface PresetChoice {
  readonly preset?: string | undefined;
  readonly presetMetrics?: readonly string[] | undefined;
}

/** A check of options: only what the preset has can be chosen of it. `metricsOf` gives the preset's metrics by name. */
export function choosesWhatThereIs(metricsOf: (preset: string) => object, instead: string): (options: PresetChoice, context: z.RefinementCtx) => void {
  return ({ preset, presetMetrics = [] }, context) => {
    const available = preset === undefined ? {} : metricsOf(preset);
    const unknown = presetMetrics.filter((name) => !Object.hasOwn(available, name));
    if (unknown.length === 0) return;
    const has = preset === undefined ? 'no preset is named' : `it has ${Object.keys(available).join(', ')}`;
    context.addIssue({ code: 'custom', path: ['presetMetrics'], message: `the preset ${preset ?? '(none)'} has no ${unknown.join(', ')}; ${has}. ${instead}` });
  };
}
