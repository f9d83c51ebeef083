import type { LifecycleDecision, ModelEvent, ModelRegistry, ModelReserve, ModelTrial, ModelVersion } from '@fleetcast/contract';

/** Which part a version has, in a word. */
export function partOf(version: string, { champion, challenger, watch, reserve, former }: ModelRegistry): string {
  if (version === champion) return 'Champion';
  if (version === challenger?.version) return 'Challenger';
  if (version === watch?.against) return 'Former champion, watched against';
  if (version === reserve?.version) return 'Former champion, in reserve';
  return former.includes(version) ? 'Former champion' : '–';
}

const origins: Readonly<Record<ModelVersion['origin'], string>> = { base: 'Comes with Fleetcast', trained: 'Trained here', 'fine-tuned': 'Fine-tuned here', updated: 'Light update' };

export function originInWords(origin: ModelVersion['origin']): string {
  return origins[origin];
}

const subjects: Readonly<Record<LifecycleDecision['subject'], string>> = {
  retraining: 'Retrain?', data: 'Enough data?', gate: 'Through the gate?', trial: 'Better in the shadow?', watch: 'Still better?', regression: 'Still as good?', update: 'Update?', registry: 'Registry',
};

export function subjectInWords(subject: LifecycleDecision['subject']): string {
  return subjects[subject];
}

const happenings: Readonly<Record<ModelEvent['kind'], string>> = {
  founded: 'First champion', challenged: 'Put on trial', promoted: 'Promoted', rejected: 'Rejected', 'rolled-back': 'Rolled back', withdrawn: 'Withdrawn', pinned: 'Pinned', unpinned: 'Unpinned',
  'share-set': 'Share of servers set', 'watch-ended': 'Watch ended',
};

/** What happened to a version, in a word or two. */
export function happeningInWords(kind: ModelEvent['kind']): string {
  return happenings[kind];
}

interface OutcomeBadge {
  readonly text: string;
  readonly color: 'green' | 'blue' | 'orange';
}

const outcomes: Readonly<Record<LifecycleDecision['outcome'], OutcomeBadge>> = { go: { text: 'Yes', color: 'green' }, wait: { text: 'Not now', color: 'blue' }, refused: { text: 'No', color: 'orange' } };

export function outcomeBadge(outcome: LifecycleDecision['outcome']): OutcomeBadge {
  return outcomes[outcome];
}

/** A figure as people read it: three digits, and whether it kept its limit. */
export function figureInWords({ value, limit }: { readonly value: number | null; readonly limit: number | null }): string {
  const said = value === null ? 'unknown' : digits(value);
  return limit === null ? said : `${said} (limit ${digits(limit)})`;
}

/** How the trial stands, in one sentence. */
export function trialInWords({ purpose, difference, lossRatio, judged, shadow, champion }: ModelTrial): string {
  const who = purpose === 'challenger' ? `${shadow.version} forecasts the whole fleet in the shadow of ${champion.version}.` : `${champion.version} is new; ${shadow.version}, the champion before it, goes on in its shadow.`;
  if (difference === null || lossRatio === null) return `${who} No forecast that both made has come true yet.`;
  const change = `${Math.abs(100 * (lossRatio - 1)).toFixed(1)}% ${lossRatio <= 1 ? 'less' : 'more'}`;
  const sure = difference.high < 0 || difference.low > 0 ? 'beyond chance' : 'which may be chance';
  return `${who} On ${judged.toLocaleString('en')} forecasts that came true it lost ${change}, ${sure} (${difference.units} ${difference.unit === 'server' ? 'servers' : 'series'}).`;
}

/** What the model in the shadow takes and already says, in one sentence; empty while nothing is known of either. */
export function besideChampionInWords({ shadow, shadowBytes }: ModelTrial, { challenger }: ModelRegistry): string {
  const memory = shadowBytes === null ? '' : `adds ${(shadowBytes / 2 ** 20).toFixed(0)} MB of memory`;
  const servedShare = challenger?.version === shadow.version ? challenger.servedShare : 0;
  const share = servedShare === 0 ? '' : `speaks for ${(100 * servedShare).toFixed(0)}% of the servers meanwhile`;
  const said = [memory, share].filter((text) => text !== '').join(' and ');
  return said === '' ? '' : `${shadow.version} ${said}.`;
}

/** How a version did on time that it was not trained on, in one sentence; empty where nothing was held out. */
export function heldOutInWords({ heldOut, parent }: Pick<ModelVersion, 'heldOut' | 'parent'>): string {
  if (heldOut === null || heldOut.floorRatio === null) return '';
  const besideParent = heldOut.parentRatio === null || parent === null ? '' : `, ${ratioInWords(heldOut.parentRatio)} of ${parent}’s`;
  const forgetting = heldOut.forgetting === null ? '' : `; on older patterns ${ratioInWords(heldOut.forgetting)} of before`;
  return `On ${heldOut.judged.toLocaleString('en')} held-out forecasts: loss ${ratioInWords(heldOut.floorRatio)} of the better simple forecast’s${besideParent}${forgetting}; the 80% band held ${shareInWords(heldOut.coverage80)}.`;
}

/** What the champion before the present one still has to say, in one sentence. */
export function reserveInWords({ version, judged, lossRatio, series }: ModelReserve, champion: string): string {
  const asked = `${version} was champion before ${champion}. It is asked once an hour for every series, keeps the word where it is clearly better, and has all of it back should ${champion} get worse.`;
  if (lossRatio === null) return `${asked} No forecast that both made has come true yet.`;
  const change = `${Math.abs(100 * (lossRatio - 1)).toFixed(1)}% ${lossRatio <= 1 ? 'less' : 'more'}`;
  return `${asked} On ${judged.toLocaleString('en')} forecasts that came true lately it lost ${change}; it speaks for ${series === 0 ? 'no' : series.toLocaleString('en')} series.`;
}

export function shareInWords(share: number | null): string {
  return share === null ? '–' : `${(100 * share).toFixed(1)}%`;
}

export function ratioInWords(ratio: number | null): string {
  return ratio === null ? '–' : ratio.toFixed(3);
}

function digits(value: number): string {
  return Math.abs(value) >= 1000 ? Math.round(value).toLocaleString('en') : String(Number(value.toPrecision(3)));
}
