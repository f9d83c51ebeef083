import { describe, expect, it } from '@jest/globals';
import { simpleForecastTitle } from '@fleetcast/contract';

import { floorNames } from '../../domain/forecasting/floors.ts';
import { candidateNames } from '../../domain/tft/model-inputs.ts';
import { speakerReasonText } from './speaker-text.ts';

describe('the reason for a speaker', () => {
  it('says whose outcomes a decision rests on', () => {
    expect(speakerReasonText({ kind: 'model-serves', evidence: 'series' })).toBe('The model speaks: enough history, and no simple forecast does clearly better on this series.');
    expect(speakerReasonText({ kind: 'no-skill', skill: -0.416, evidence: 'profile' })).toBe(
      'A simple forecast speaks: it does better than the model, whose skill is -0.42 on this metric of servers of the same profile (too little has come true here).',
    );
    expect(speakerReasonText({ kind: 'model-serves', evidence: 'none' })).toContain('no simple forecast does clearly better so far, as too little has come true anywhere');
  });

  it('says which model speaks in the champion’s place, and on whose outcomes', () => {
    const insteadOf = { part: 'reserve', evidence: 'profile', lossRatio: 0.92 } as const;
    expect(speakerReasonText({ kind: 'model-serves', evidence: 'series', insteadOf })).toBe(
      "The model speaks: enough history, and no simple forecast does clearly better on this series. It is the former champion, whose loss is 8% less than the champion's on this metric of servers of the same profile.",
    );
    expect(speakerReasonText({ kind: 'model-serves', insteadOf: { part: 'challenger' } })).toContain('It is the challenger, which speaks for a share of the servers');
  });

  it('names the leads at which a simple forecast speaks instead of the model', () => {
    const floorsAt = [{ minutes: 30, floor: 'last-value', evidence: 'series' }, { minutes: 480, floor: 'same-time', evidence: 'metric' }] as const;
    expect(speakerReasonText({ kind: 'model-serves', evidence: 'series', floorsAt })).toContain('About 30 min ahead “Last value” (last-value) speaks, a simple forecast that does better on this series. About 8 h ahead “Same time of day” (same-time) speaks');
  });

  it.each([...floorNames, ...candidateNames])('finds a title for %s', (name) => {
    expect(simpleForecastTitle(name)).not.toBe(name);
  });
});
