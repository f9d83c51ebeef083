/** From a situation to a ranked list: conditions, past success, predicted relief; duplicates and conflicts merged. */
import { type ExpectedEffect, probabilityText } from '@fleetcast/contract';
import { durationText, percentText, valueText } from '../catalog/quantity-text.ts';
import { type LatelyTaken, settlingAction, wasTriedLately } from './lately-taken.ts';
import { matchOf, type Match } from './match.ts';
import type { Playbook, PlaybookAction } from './playbook.ts';
import type { ReliefEngine, ReliefOutcome } from './ports.ts';
import { type CountedOutcome, type Posterior, posteriorOf } from './posterior.ts';
import { seenSigns } from './signs.ts';
import { type AtRisk, breachesAtRisk, chanceOf, type Situation } from './situation.ts';
import { addedServers, type SizedEffect, sizesOf } from './sizes.ts';
import { headedForThreshold } from './trend.ts';

export interface Confidence {
  readonly value: number;
  readonly breach: number;
  readonly match: number;
  readonly success: number;
  readonly outcomes: number;
  readonly relief: number;
  readonly reliefIs: 'computed' | 'assumed';
}

export interface RankedAction {
  readonly action: PlaybookAction;
  /** What it does, in the size that is recommended. */
  readonly sized: SizedEffect;
  readonly atRisk: AtRisk;
  readonly alsoFor: readonly string[];
  /** Actions that this one rules out. */
  readonly instead: readonly PlaybookAction[];
  readonly confidence: Confidence;
  readonly startWithinMinutes: number;
  readonly why: readonly string[];
  readonly effect: ExpectedEffect | null;
  readonly effectMissing: string | null;
}

export type Advice =
  | { readonly kind: 'recommended'; readonly atRisk: AtRisk; readonly actions: readonly RankedAction[] }
  | { readonly kind: 'nothing-to-do'; readonly atRisk: AtRisk | null; readonly reason: string }
  | { readonly kind: 'cannot-say'; readonly atRisk: AtRisk | null; readonly reason: string };

export interface AdviceTerms {
  readonly playbook: Playbook;
  /** From here on a breach is worth thinking about. */
  readonly leastProbability: number;
  readonly outcomes: readonly CountedOutcome[];
  /** Actions that somebody dismissed for this server not long ago, with the metric. */
  readonly dismissed: ReadonlyArray<{ readonly actionId: string; readonly metric: string }>;
  /** Actions taken on the server or its tier within the last hours (`openMinutes`). */
  readonly taken: readonly LatelyTaken[];
  readonly relief: ReliefEngine;
}

/** Once it is done, an action takes a while to show. */
const showsWithinMinutes = 30;
/** Where an effect could be computed, but is not here, half of the breach probability is taken to go. */
const assumedRelief = 0.5;
/** An action whose computed relief is less is not worth recommending. */
const leastRelief = 0.1;
/** What-if answers take a third of a second each. */
const mostComputed = 5;
/** A size that takes so much of the breach probability away is enough, and so is one that leaves no more than this share of what is worth thinking about; a larger one must take this much more than a smaller. */
const enoughRelief = 0.85;
const enoughLeft = 0.75;
/** Of a breach that is under way: so many minutes beyond the threshold are left, once it shows. */
const enoughLeftMinutes = 30;
const leastGain = 0.1;
/** A request that is turned away is worse than one that waits. */
const refusedWeighs = 2;
const riskPenalty = { low: 0, medium: 0.1, high: 0.25 } as const;
/** Of a server that is added, or of as much more of one. */
const capacityPenalty = 0.1;
const reversibilityPenalty = { reversible: 0, partly: 0.03, irreversible: 0.1 } as const;
const preferred = 0.1;

interface Candidate {
  readonly action: PlaybookAction;
  readonly atRisk: AtRisk;
  readonly match: Match;
  readonly posterior: Posterior;
}

export async function advise(situation: Situation, terms: AdviceTerms): Promise<Advice> {
  const foreseen = breachesAtRisk(situation.subject, terms.leastProbability);
  const trends = headedForThreshold(situation.subject, situation.stepMinutes).filter(({ outlook }) => !foreseen.some((one) => one.outlook === outlook));
  const risks = [...foreseen, ...trends];
  if (risks.length === 0) return nothingForeseen(situation, terms);
  const settling = settlingAction(terms.playbook, terms.taken);
  if (settling !== null) return { kind: 'nothing-to-do', atRisk: risks[0], reason: `“${settling.action.title}” was taken already and cannot have shown yet: look again in ${Math.ceil(settling.minutesLeft)} minutes.` };
  const candidates = candidatesOf(situation, risks, terms);
  if (candidates.length === 0) {
    if (foreseen.length === 0) return nothingForeseen(situation, terms);
    const named = risks.map(({ outlook }) => outlook.info.title).join(', ');
    return { kind: 'cannot-say', atRisk: risks[0], reason: `No action of the playbook fits ${named} of a ${situation.subject.profile} server as it is now: add one, or look at the explanation.` };
  }
  const ranked: RankedAction[] = [];
  for (const [place, candidate] of candidates.entries()) ranked.push(await rankedOf(situation, candidate, terms, place < mostComputed));
  const useful = ranked.filter(({ confidence }) => confidence.relief >= leastRelief);
  if (useful.length === 0) return { kind: 'cannot-say', atRisk: risks[0], reason: `Actions that fit: ${ranked.length}; none of them is expected to make the breach less likely.` };
  const ordered = useful.sort((a, b) => utility(b, terms) - utility(a, terms));
  return { kind: 'recommended', atRisk: risks[0], actions: merged(ordered) };
}

function nothingForeseen({ subject }: Situation, { leastProbability }: AdviceTerms): Advice {
  const judged = subject.outlooks.filter(({ breaches }) => breaches.length > 0);
  if (subject.outlooks.length === 0) return { kind: 'cannot-say', atRisk: null, reason: 'No metric of this server has been read yet.' };
  if (judged.length === 0) return { kind: 'cannot-say', atRisk: null, reason: 'None of its metrics has a threshold, so no breach can be foreseen: set thresholds under metrics in the configuration.' };
  const [largest] = judged.flatMap((outlook) => outlook.breaches.map((breach) => ({ outlook, breach }))).sort((a, b) => b.breach.probability - a.breach.probability);
  return {
    kind: 'nothing-to-do',
    atRisk: null,
    reason: `The likeliest breach is ${largest.outlook.info.title} at ${probabilityText(largest.breach.probability)}, below the ${percentText(leastProbability)} from which acting pays.`,
  };
}

/** Actions that fit, for each metric at risk, best first before any relief is computed. */
function candidatesOf(situation: Situation, risks: readonly AtRisk[], { playbook, outcomes, dismissed, taken }: AdviceTerms): readonly Candidate[] {
  const found: Candidate[] = [];
  for (const atRisk of risks) {
    const seen = seenSigns(situation, atRisk);
    for (const action of playbook.actions) {
      if (dismissed.some(({ actionId, metric }) => actionId === action.id && metric === atRisk.outlook.metric)) continue;
      if (wasTriedLately(action, playbook, taken)) continue;
      const match = matchOf(action, situation, atRisk, seen);
      if (match === null) continue;
      found.push({ action, atRisk, match, posterior: posteriorOf(action.id, action.prior, situation.subject.profile, outcomes) });
    }
  }
  const promise = ({ atRisk, match, posterior }: Candidate) => chanceOf(atRisk) * match.degree * posterior.mean;
  return found.sort((a, b) => promise(b) - promise(a));
}

async function rankedOf(situation: Situation, { action, atRisk, match, posterior }: Candidate, terms: AdviceTerms, compute: boolean): Promise<RankedAction> {
  const { sized, outcome } = await sizedRelief(situation, action, atRisk, compute ? terms.relief : null, enoughLeft * terms.leastProbability);
  const effect = outcome.kind === 'computed' ? outcome.effect : null;
  const breach = chanceOf(atRisk);
  const takenAway = effect !== null ? reliefOf(effect, sized) : sized.kind === 'none' ? sized.relief : assumedRelief;
  const confidence: Confidence = {
    value: breach * match.degree * posterior.mean * takenAway,
    breach,
    match: match.degree,
    success: posterior.mean,
    outcomes: posterior.outcomes,
    relief: takenAway,
    reliefIs: effect === null ? 'assumed' : 'computed',
  };
  return { action, sized, atRisk, alsoFor: [], instead: [], confidence, startWithinMinutes: withinItsHours(startWithinMinutes(atRisk, action), action, situation.localHour), why: [riskSentence(atRisk), ...match.why], effect, effectMissing: outcome.kind === 'computed' ? null : outcome.reason };
}

/** The smallest size that is enough; where none is, the smallest that no larger one clearly beats. */
async function sizedRelief(situation: Situation, action: PlaybookAction, atRisk: AtRisk, relief: ReliefEngine | null, mostLeft: number): Promise<{ readonly sized: SizedEffect; readonly outcome: ReliefOutcome }> {
  const [smallest, ...larger] = sizesOf(action.effect);
  const first = await reliefFor(situation, smallest, action.minutes, atRisk, relief);
  if (first.kind !== 'computed') return { sized: smallest, outcome: first };
  let best = { sized: smallest, outcome: first, takenAway: reliefOf(first.effect, smallest) };
  for (const sized of larger) {
    if (best.takenAway >= enoughRelief || isLittleLeft(atRisk, best.outcome.effect, best.takenAway, mostLeft, situation.stepMinutes)) break;
    const outcome = await reliefFor(situation, sized, action.minutes, atRisk, relief);
    if (outcome.kind !== 'computed') break;
    const takenAway = reliefOf(outcome.effect, sized);
    if (takenAway >= best.takenAway + leastGain) best = { sized, outcome, takenAway };
  }
  return best;
}

/** Of a breach to come its probability, of one that is under way the expected time beyond the threshold. */
function isLittleLeft({ outlook, breach }: AtRisk, { probabilityAfter }: ExpectedEffect, takenAway: number, mostLeft: number, stepMinutes: number): boolean {
  return breach.underWay ? probabilityAfter * outlook.median.length * stepMinutes <= enoughLeftMinutes : breach.probability * (1 - takenAway) <= mostLeft;
}

/** Until when starting is soon enough: one breach in ten comes before the action shows. Waiting costs nothing and often shows that there is nothing to do. */
export function startWithinMinutes({ breach }: AtRisk, { minutes }: PlaybookAction): number {
  return breach.underWay || breach.earliestMinutes === null ? 0 : Math.max(0, Math.floor(breach.earliestMinutes - minutes - showsWithinMinutes));
}

/** What may be done at certain hours only cannot wait for the next time when that comes too late. */
function withinItsHours(within: number, { when: { context: { hours } } }: PlaybookAction, localHour: number): number {
  if (hours === undefined) return within;
  const minutesUntil = (hour: number) => 60 * ((hour - localHour + 24) % 24);
  const [opens, closes] = hours.map(minutesUntil);
  return within > closes && within < opens ? Math.floor(closes) : within;
}

/** `relief` null: too many others are more promising. */
async function reliefFor(situation: Situation, effect: SizedEffect, minutes: number, atRisk: AtRisk, relief: ReliefEngine | null): Promise<ReliefOutcome> {
  const missing = (reason: string): ReliefOutcome => ({ kind: 'not-computed', reason });
  if (effect.kind === 'none') return missing('What this does cannot be computed from the metrics.');
  if (atRisk.by === 'trend') return missing('The forecast does not follow the trend, so there is nothing to compare with.');
  return relief === null ? missing(`Effects are computed for the ${mostComputed} most promising actions.`) : relief.relief(situation, atRisk, effect, minutes);
}

/** Share of the breach probability that goes, less what comes to other servers, and less what turning requests away costs; 0 to 1. */
function reliefOf({ probabilityBefore, probabilityAfter, sideEffects }: ExpectedEffect, sized: SizedEffect): number {
  if (probabilityBefore <= 0) return 0;
  const turnedAway = sized.kind === 'throttle' ? refusedWeighs * (1 - sized.share) : 0;
  const elsewhere = sideEffects.reduce((sum, { probabilityChange }) => sum + Math.max(0, probabilityChange), 0);
  return Math.min(1, Math.max(0, (probabilityBefore - probabilityAfter - elsewhere) / probabilityBefore - turnedAway));
}

function utility({ action, sized, confidence }: RankedAction, { playbook: { preferences } }: AdviceTerms): number {
  const wish = (preferences.prefer.includes(action.id) ? preferred : 0) - (preferences.avoid.includes(action.id) ? 1 : 0);
  const weight = preferences.order === 'safety' ? 2 : 1;
  const slowness = preferences.order === 'speed' ? Math.min(0.2, action.minutes / 600) : 0;
  const cost = capacityPenalty * Math.min(1, addedServers(sized));
  return confidence.value * (1 - weight * (riskPenalty[action.risk] + reversibilityPenalty[action.reversibility]) - slowness - cost + wish);
}

/** One entry for what does the same; of two that must not be taken together the better one stays and names the other. */
function merged(ordered: readonly RankedAction[]): readonly RankedAction[] {
  const kept: RankedAction[] = [];
  for (const one of ordered) {
    const same = kept.findIndex(({ action }) => (action.does ?? action.id) === (one.action.does ?? one.action.id));
    if (same >= 0) {
      const { metric } = one.atRisk.outlook;
      const winner = kept[same];
      if (metric !== winner.atRisk.outlook.metric && !winner.alsoFor.includes(metric)) kept[same] = { ...winner, alsoFor: [...winner.alsoFor, metric] };
      continue;
    }
    const rival = kept.findIndex(({ action }) => action.conflicts.includes(one.action.id) || one.action.conflicts.includes(action.id));
    if (rival >= 0) kept[rival] = { ...kept[rival], instead: [...kept[rival].instead, one.action] };
    else kept.push(one);
  }
  return kept;
}

function riskSentence({ outlook: { info }, breach, by }: AtRisk): string {
  const limit = `${breach.severity} threshold of ${valueText(breach.threshold.value, info.unit)}`;
  if (breach.underWay) return `${info.title} is past its ${limit} already.`;
  if (by === 'trend') return `A straight line through the last hours takes ${info.title} to its ${limit} in ${Math.round((breach.minutes ?? 0) / 60)} h; the forecast does not follow it.`;
  const when = breach.minutes === null ? '' : `, probably in ${durationText(breach.minutes)}`;
  return `${info.title} is ${probabilityText(breach.probability)} likely to reach its ${limit}${when}.`;
}
