/** The same advice for different people: order, detail and words change, never what is true. */
import type { ActionStep, Audience, Recommendation, SkillLevel } from '@fleetcast/contract';
import { filledCommand } from './command.ts';
import type { RankedAction } from './recommend.ts';
import type { ServerOutlook } from './situation.ts';
import { sizeOf, sizesOf, sizeText } from './sizes.ts';

export interface Reader {
  readonly audience: Audience;
  readonly skill: SkillLevel;
}

/** An architect thinks in weeks, and reads by class; whoever else asks reads the best first. */
const classOrder: Readonly<Partial<Record<Audience, readonly Recommendation['class'][]>>> = { architect: ['long', 'preventive', 'short', 'immediate'] };

export function worded(subject: ServerOutlook, ranked: readonly RankedAction[], reader: Reader): readonly Recommendation[] {
  const order = classOrder[reader.audience];
  const recommendations = ranked.filter(({ action }) => action.audiences === undefined || action.audiences.includes(reader.audience)).map((one) => recommendationOf(subject, one, reader));
  return order === undefined ? recommendations : recommendations.sort((a, b) => order.indexOf(a.class) - order.indexOf(b.class));
}

function recommendationOf(subject: ServerOutlook, { action, sized, atRisk, alsoFor, instead, confidence, startWithinMinutes, why, effect, effectMissing }: RankedAction, reader: Reader): Recommendation {
  const values = new Map([
    ['server', subject.server],
    ['metric', atRisk.outlook.metric],
    ['region', subject.region],
    ['tier', subject.tier ?? subject.profile],
    ...Object.entries(action.parameters),
  ]);
  const size = sizeText(sized);
  const isOpen = sizesOf(action.effect).length > 1;
  return {
    actionId: action.id,
    title: isOpen ? `${action.title} (${size})` : action.title,
    size: sizeOf(sized),
    class: action.class,
    metric: atRisk.outlook.metric,
    alsoFor: [...alsoFor],
    instead: instead.map(({ title }) => title),
    confidence: { ...confidence, value: round(confidence.value), breach: round(confidence.breach), match: round(confidence.match), success: round(confidence.success), relief: round(confidence.relief), outcomes: round(confidence.outcomes) },
    startWithinMinutes,
    risk: action.risk,
    minutes: action.minutes,
    reversibility: action.reversibility,
    undo: action.undo,
    why: [...why],
    steps: stepsFor(action.steps.map(({ text, command }): ActionStep => ({ text: size === null ? text : text.replaceAll('{size}', size), command: command === undefined ? null : filledCommand(command, values) })), reader),
    runbook: action.runbook ?? null,
    ticket: action.ticket ?? null,
    effect,
    effectMissing,
  };
}

function stepsFor(steps: readonly ActionStep[], { audience, skill }: Reader): ActionStep[] {
  if (audience === 'application-owner') return [{ text: 'Ask whoever operates the server to do this:', command: null }, ...steps.map(({ text }) => ({ text, command: null }))];
  if (audience === 'administrator' && skill === 'expert') {
    const commands = steps.filter(({ command }) => command !== null);
    return commands.length > 0 ? commands : [...steps];
  }
  if (skill === 'novice') return [...steps, { text: 'Look at the forecast again after two cycles; undo the step if it did not help.', command: null }];
  return [...steps];
}

function round(value: number): number {
  return Number(value.toFixed(3));
}
