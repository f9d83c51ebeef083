import type { Explanation } from '@fleetcast/contract';
import type { WarningReasons as Reasons } from '../../domain/export/warning-gauges.ts';
import { isGraver, type Warning } from '../../domain/warnings/warning.ts';
import type { ExplanationAnswers } from '../analysis/explanations.ts';

/** Explained at most after one cycle, the gravest first; an explanation takes a tenth of a second of the analysis' thread. */
const mostAtOnce = 20;
/** Forecasts change with every cycle, their reasons hardly. */
const renewedAfterMs = 30 * 60_000;
const mostReasons = 2;

/** The sentences of an explanation that say most of why. */
export function topReasons({ sentences }: Pick<Explanation, 'sentences'>): readonly string[] {
  const parts = sentences.filter(({ figure }) => figure.startsWith('group:'));
  const told = parts.length > 0 ? parts : sentences.filter(({ figure }) => figure === 'speaker' || figure === 'counterfactual');
  return told.slice(0, mostReasons).map(({ text }) => text);
}

/** not-ready: forecasts cannot be explained yet, as in the first seconds after a start. */
type Refreshed = 'new' | 'nothing-new' | 'not-ready';

export interface WarningReasonsOptions {
  readonly explanations: Pick<ExplanationAnswers, 'explain'>;
  readonly now: () => number;
}

/** Top reasons of the forecasts behind open warnings, asked for after a warning has opened and renewed while it is open. */
export class WarningReasons {
  private readonly options: WarningReasonsOptions;
  private readonly known = new Map<string, { readonly text: string; readonly askedAtMs: number }>();
  private asking = false;

  constructor(options: WarningReasonsOptions) {
    this.options = options;
  }

  get texts(): Reasons {
    return new Map([...this.known].flatMap(([id, { text }]) => (text === '' ? [] : [[id, text] as const])));
  }

  /** Asks for what is missing or old, one after the other. While it does, another call does nothing. */
  async refresh(open: readonly Warning[]): Promise<Refreshed> {
    if (this.asking) return 'nothing-new';
    this.asking = true;
    let isNew = false;
    try {
      const ids = new Set(open.map(({ warningId }) => warningId));
      for (const id of this.known.keys()) if (!ids.has(id)) this.known.delete(id);
      const due = open
        .filter(({ warningId }) => this.options.now() - (this.known.get(warningId)?.askedAtMs ?? -Infinity) >= renewedAfterMs)
        .sort((a, b) => Number(isGraver(b.severity, a.severity)) - Number(isGraver(a.severity, b.severity)) || b.probability - a.probability);
      for (const { warningId, serverId, metric } of due.slice(0, mostAtOnce)) {
        const outcome = await this.options.explanations.explain({ serverId, metric, atMs: null });
        if (outcome.kind === 'not-ready') return 'not-ready';
        const text = outcome.kind === 'explained' ? topReasons(outcome.explanation).join(' ') : '';
        isNew ||= text !== this.known.get(warningId)?.text;
        this.known.set(warningId, { text, askedAtMs: this.options.now() });
      }
      return isNew ? 'new' : 'nothing-new';
    } finally {
      this.asking = false;
    }
  }
}
