import { describe, expect, it } from '@jest/globals';
import type { ExplanationOutcome, ExplanationQuestion } from '../analysis/explanations.ts';
import type { Warning } from '../../domain/warnings/warning.ts';
import { WarningReasons } from './warning-reasons.ts';

const minute = 60_000;
const open = (warningId: string, severity: Warning['severity'] = 'warning') => ({ warningId, serverId: `id-${warningId}`, metric: 'cpu', severity, probability: 0.8 }) as Warning;

/** What an explanation says, as far as its reasons go. */
const said = (...texts: ReadonlyArray<readonly [figure: string, text: string]>) => ({ kind: 'explained', explanation: { sentences: texts.map(([figure, text]) => ({ figure, text })) } }) as unknown as ExplanationOutcome;

describe('reasons of warnings', () => {
  it('are the first two parts of the past that made the forecast, in the words of the explanation', async () => {
    const answer = said(['forecast', 'CPU is forecast at 91%.'], ['group:recent', 'Last 3 hours: adds 20%.'], ['group:yesterday', 'Same time yesterday: adds 9%.'], ['group:day', 'Rest: adds 3%.']);
    const reasons = new WarningReasons({ explanations: { explain: () => Promise.resolve(answer) }, now: () => 0 });
    expect(await reasons.refresh([open('a')])).toBe('new');
    expect(await reasons.refresh([open('a')])).toBe('nothing-new');
    expect(reasons.texts).toEqual(new Map([['a', 'Last 3 hours: adds 20%. Same time yesterday: adds 9%.']]));
  });

  it('are who speaks and what would have changed it, where no part of the past stands out', async () => {
    const answer = said(['forecast', 'CPU is forecast at 51%.'], ['speaker', 'A simple forecast speaks.'], ['occlusion', 'Second opinion.'], ['counterfactual', 'Had it stayed below 49%, no breach.']);
    const reasons = new WarningReasons({ explanations: { explain: () => Promise.resolve(answer) }, now: () => 0 });
    await reasons.refresh([open('a')]);
    expect(reasons.texts.get('a')).toBe('A simple forecast speaks. Had it stayed below 49%, no breach.');
  });

  it('are asked for once, the gravest first, renewed after half an hour and forgotten with their warning', async () => {
    const asked: string[] = [];
    let nowMs = 0;
    const explain = ({ serverId }: ExplanationQuestion) => (asked.push(serverId), Promise.resolve(said(['group:recent', `At ${nowMs / minute}.`])));
    const reasons = new WarningReasons({ explanations: { explain }, now: () => nowMs });
    await reasons.refresh([open('a'), open('b', 'critical')]);
    expect(asked).toEqual(['id-b', 'id-a']);
    nowMs = 29 * minute;
    await reasons.refresh([open('a'), open('b', 'critical')]);
    expect(asked).toHaveLength(2);
    nowMs = 30 * minute;
    await reasons.refresh([open('b', 'critical')]);
    expect(reasons.texts).toEqual(new Map([['b', 'At 30.']]));
  });

  it('are missing while no forecast can be explained, and asked for again', async () => {
    const answers: ExplanationOutcome[] = [{ kind: 'not-ready' }, said(['group:recent', 'Last 3 hours.'])];
    const reasons = new WarningReasons({ explanations: { explain: () => Promise.resolve(answers.shift()!) }, now: () => 0 });
    expect(await reasons.refresh([open('a')])).toBe('not-ready');
    expect(reasons.texts).toEqual(new Map());
    await reasons.refresh([open('a')]);
    expect(reasons.texts).toEqual(new Map([['a', 'Last 3 hours.']]));
  });
});
