import type { Audience, SkillLevel } from '@fleetcast/contract';
import { describe, expect, it } from '@jest/globals';
import { playbookSchema, type PlaybookAction } from './playbook.ts';
import type { RankedAction } from './recommend.ts';
import { outlook, server } from './sample-situation.fixture.ts';
import { sizesOf } from './sizes.ts';
import { worded } from './wording.ts';

const subject = server('web 1', [outlook('cpu', 0.8, () => 40)]);

const { actions } = playbookSchema.parse({
  playbook: 1,
  name: 'test',
  version: '1',
  actions: [
    { id: 'restart', class: 'immediate', effect: { kind: 'restart' }, steps: [{ text: 'Look first.' }, { text: 'Restart it.', command: 'ssh {server} sudo systemctl restart {service}' }], parameters: { service: 'shop' } },
    { id: 'grow', class: 'long', effect: { kind: 'scale-out', servers: 1, atMost: 3 }, steps: [{ text: 'Add {size}.' }] },
    { id: 'watch', class: 'preventive', steps: [{ text: 'Watch it.' }], audiences: ['architect'] },
  ].map((action) => ({ ...action, title: `Do ${action.id}`, when: { metrics: ['cpu'] }, risk: 'low', minutes: 10, reversibility: 'reversible', undo: 'undo it', prior: { success: 0.7 } })),
});

function ranked(action: PlaybookAction): RankedAction {
  const sized = sizesOf(action.effect).at(-1)!;
  const confidence = { value: 0.4, breach: 0.8, match: 0.8, success: 0.7, outcomes: 0, relief: 0.9, reliefIs: 'assumed' as const };
  return { action, sized, atRisk: { outlook: subject.outlooks[0], breach: subject.outlooks[0].breaches[0], by: 'forecast', trend: null }, alsoFor: [], instead: [], confidence, startWithinMinutes: 0, why: [], effect: null, effectMissing: null };
}

const told = (audience: Audience, skill: SkillLevel = 'practised') => worded(subject, actions.map(ranked), { audience, skill });
const stepsOf = (audience: Audience, skill: SkillLevel) => told(audience, skill).find(({ actionId }) => actionId === 'restart')!.steps;

describe('the same advice', () => {
  it('is told to an administrator best first with commands, to an architect what lasts first, and what is only for some to nobody else', () => {
    expect(told('administrator').map(({ actionId }) => actionId)).toEqual(['restart', 'grow']);
    expect(told('architect').map(({ actionId }) => actionId)).toEqual(['grow', 'watch', 'restart']);
    expect(stepsOf('administrator', 'practised')).toEqual([
      { text: 'Look first.', command: null },
      { text: 'Restart it.', command: "ssh 'web 1' sudo systemctl restart shop" },
    ]);
  });

  it('asks an application owner to have it done, without commands', () => {
    expect(stepsOf('application-owner', 'practised')).toEqual([
      { text: 'Ask whoever operates the server to do this:', command: null },
      { text: 'Look first.', command: null },
      { text: 'Restart it.', command: null },
    ]);
  });

  it('gives an expert the commands alone, and a novice what to do afterwards', () => {
    expect(stepsOf('administrator', 'expert').map(({ text }) => text)).toEqual(['Restart it.']);
    expect(stepsOf('administrator', 'novice').at(-1)!.text).toMatch(/^Look at the forecast again after two cycles/);
  });

  it('names the size that is enough, where the playbook leaves it open', () => {
    const [, grow] = told('administrator');
    expect(grow).toMatchObject({ title: 'Do grow (3 servers)', size: 3, steps: [{ text: 'Add 3 servers.' }] });
    expect(told('administrator')[0]).toMatchObject({ title: 'Do restart', size: null });
  });
});
