/** What an operator knows about curing things, as data: when an action fits, what it does, how it is done and undone. */
import { actionClass, actionId, actionRisk, audience, explanationGroup, metricName, reversibility } from '@fleetcast/contract';
import { z } from 'zod';
import { isFillable, unknownParameters } from './command.ts';
import { signNames } from './signs.ts';

const hour = z.number().min(0).max(24);
const words = (what: string, most = 300) => z.string().trim().min(1).max(most).describe(what);

/** All parts must hold; what is left out always holds. */
const condition = z
  .strictObject({
    metrics: z.array(metricName).min(1).describe('the metric at risk is one of these'),
    profiles: z.array(z.string().min(1).max(64)).min(1).optional().describe('profiles of servers; left out: all'),
    breach: z
      .strictObject({
        atLeast: z.number().min(0).max(1).default(0.3).describe('probability of the breach'),
        withinHours: z.number().positive().max(48).optional().describe('its median moment lies no further off'),
        severity: z.enum(['warning', 'critical']).optional().describe('of the threshold that is meant; left out: the one that is likeliest reached'),
      })
      .prefault({})
      .describe('{ atLeast, withinHours, severity }'),
    warning: z
      .strictObject({ severity: z.enum(['warning', 'critical']).optional().describe('left out: any'), paged: z.boolean().optional().describe('whether it is worth waking somebody') })
      .optional()
      .describe('{ severity, paged }: a warning is open for the metric; left out: with or without one'),
    signs: z.array(z.enum(signNames)).default([]).describe(`what must be seen: ${signNames.join(', ')}`),
    not: z.array(z.enum(signNames)).default([]).describe('what must not be seen'),
    hints: z.array(z.enum(signNames)).default([]).describe('what raises the match where it is seen; none is demanded'),
    explanation: z.array(z.strictObject({ group: explanationGroup, atLeast: z.number().min(0).max(1).default(0.25) })).default([]).describe('reasons of the forecast, where they are known; they raise the match, none is demanded'),
    context: z
      .strictObject({
        hours: z.tuple([hour, hour]).optional().describe('local hours, from and before; may span midnight'),
        weekdays: z.array(z.number().int().min(1).max(7)).optional().describe('1 Monday to 7 Sunday'),
        tierServersAtLeast: z.number().int().min(1).optional(),
        tierServersAtMost: z.number().int().min(1).optional(),
      })
      .prefault({})
      .describe('{ hours, weekdays, tierServersAtLeast, tierServersAtMost }'),
  })
  .describe('metrics, profiles, breach, warning, signs, not, hints, explanation, context');
export type PlaybookCondition = z.output<typeof condition>;

const open = 'the smallest that is enough is recommended, up to this; left out: no other than the one given';

/** What the action does, in the what-if engine's terms; the server and its tier are filled in. */
const effect = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('restart') }),
  z.strictObject({ kind: z.literal('scale-out'), servers: z.number().int().min(1).max(20), atMost: z.number().int().min(2).max(20).optional().describe(open) }),
  z.strictObject({ kind: z.literal('scale-up'), resource: z.enum(['cpu', 'memory']), factor: z.number().min(1.01).max(16), atMost: z.number().min(1.01).max(16).optional().describe(open) }),
  z.strictObject({ kind: z.literal('throttle'), share: z.number().gt(0).lt(1) }),
  z.strictObject({ kind: z.literal('move-load'), share: z.number().gt(0).max(1) }),
  z.strictObject({ kind: z.literal('none'), relief: z.number().gt(0).max(1).default(0.25).describe('share of the breach probability that it takes away when it is right; left out: little, so that it stands below what is known to help') }).describe('nothing that can be computed'),
]);
export type PlaybookEffect = z.output<typeof effect>;

const step = z.strictObject({ text: words('what to do', 400), command: words('with {server}, {metric} and your own {parameters}', 1000).optional() });

const playbookAction = z
  .strictObject({
    id: actionId,
    title: words('what a person reads', 120),
    class: actionClass,
    when: condition,
    does: actionId.optional().describe('actions that do the same are duplicates; default: the id'),
    scope: z.enum(['server', 'tier']).default('server').describe('what it changes'),
    effect: effect.prefault({ kind: 'none' }),
    steps: z.array(step).min(1).max(20),
    parameters: z.record(z.string().regex(/^[a-z][A-Za-z0-9]{0,31}$/), z.string().max(200)).default({}).describe('values for {parameters} of commands'),
    risk: actionRisk,
    minutes: z.number().positive().max(10_080),
    reversibility,
    undo: words('how to undo it', 400),
    conflicts: z.array(actionId).default([]).describe('actions that must not be taken together with it'),
    prior: z.strictObject({ success: z.number().gt(0).lt(1), strength: z.number().min(1).max(100).default(6) }).describe('{ success, strength }: what is believed before any outcome here, and how many outcomes that is worth'),
    audiences: z.array(audience).optional().describe('left out: everybody'),
    runbook: z.url().optional(),
    ticket: z.url().optional(),
  })
  .superRefine((action, context) => {
    const { effect: does } = action;
    const least = does.kind === 'scale-out' ? does.servers : does.kind === 'scale-up' ? does.factor : null;
    if (least !== null && 'atMost' in does && does.atMost !== undefined && does.atMost <= least) context.addIssue({ code: 'custom', path: ['effect', 'atMost'], message: `${does.atMost} is no more than ${least}, the smallest size; give a larger one, or leave it out` });
    const known = new Set(['server', 'metric', 'region', 'tier', ...Object.keys(action.parameters)]);
    for (const [i, { command }] of action.steps.entries()) {
      if (command === undefined) continue;
      const unknown = unknownParameters(command, known);
      if (unknown.length > 0) context.addIssue({ code: 'custom', path: ['steps', i, 'command'], message: `{${unknown.join('}, {')}} has no value; accepted are {${[...known].join('}, {')}}` });
      else if (!isFillable(command)) context.addIssue({ code: 'custom', path: ['steps', i, 'command'], message: 'a {parameter} stands within quotes or a substitution; values are quoted when they are filled in, so leave the quotes out' });
    }
  });
export type PlaybookAction = z.output<typeof playbookAction>;

export const playbookSchema = z
  .strictObject({
    playbook: z.literal(1).describe('1, the version of this format'),
    name: words('a name', 64),
    version: words('a version of your own', 32),
    preferences: z
      .strictObject({
        prefer: z.array(actionId).default([]).describe('come first where they are about as good'),
        avoid: z.array(actionId).default([]).describe('come last'),
        order: z.enum(['effect', 'safety', 'speed']).default('effect').describe('what counts most where actions are about as good'),
      })
      .prefault({}),
    actions: z.array(playbookAction).min(1).max(200),
  })
  .superRefine(({ actions, preferences }, context) => {
    const ids = new Set<string>();
    for (const [i, { id }] of actions.entries()) {
      if (ids.has(id)) context.addIssue({ code: 'custom', path: ['actions', i, 'id'], message: `${id} stands twice; every action needs an id of its own` });
      ids.add(id);
    }
    const check = (named: readonly string[], path: Array<string | number>) => {
      for (const [i, id] of named.entries()) if (!ids.has(id)) context.addIssue({ code: 'custom', path: [...path, i], message: `there is no action ${id} in this playbook` });
    };
    for (const [i, action] of actions.entries()) check(action.conflicts, ['actions', i, 'conflicts']);
    check(preferences.prefer, ['preferences', 'prefer']);
    check(preferences.avoid, ['preferences', 'avoid']);
  });
export type Playbook = z.output<typeof playbookSchema>;
