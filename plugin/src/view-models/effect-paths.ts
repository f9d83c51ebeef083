import type { BandOverLeads, ExpectedEffect } from '@fleetcast/contract';

interface BandPaths {
  readonly median: string;
  /** Closed outline from p10 to p90. */
  readonly band: string;
}

interface EffectPaths {
  readonly before: BandPaths;
  readonly after: BandPaths;
  /** Where the threshold lies, in pixels from the top. */
  readonly thresholdY: number;
}

/** SVG paths of both bands and their medians on one scale that holds the threshold too; one pixel of air above and below. */
export function effectPaths({ bands: { leadMinutes, before, after }, threshold }: Pick<ExpectedEffect, 'bands' | 'threshold'>, width: number, height: number): EffectPaths {
  const all = [...before.p10, ...before.p90, ...after.p10, ...after.p90, threshold.value];
  const [low, high] = [Math.min(...all), Math.max(...all)];
  const [first, last] = [leadMinutes[0], leadMinutes[leadMinutes.length - 1]];
  const x = (lead: number) => round(last === first ? 0 : ((lead - first) / (last - first)) * width);
  const y = (value: number) => round(1 + (1 - (value - low) / (high - low || 1)) * (height - 2));
  const points = (values: readonly number[]) => values.map((value, i) => `${x(leadMinutes[i])} ${y(value)}`);
  const drawn = ({ p10, p50, p90 }: BandOverLeads): BandPaths => ({ median: `M${points(p50).join('L')}`, band: `M${[...points(p90), ...points(p10).reverse()].join('L')}Z` });
  return { before: drawn(before), after: drawn(after), thresholdY: y(threshold.value) };
}

const round = (value: number) => Math.round(value * 10) / 10;
