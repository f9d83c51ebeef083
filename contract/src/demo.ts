import { z } from 'zod';
import { instant } from './units.ts';

/** How the simulated fleet fares as a whole. */
export const demoScenario = z.enum(['healthy', 'degrading', 'critical']);
export type DemoScenario = z.infer<typeof demoScenario>;

/** What can be made to go wrong in it, alone or together. */
export const demoFault = z.enum(['leak', 'runaway-job', 'slow-database', 'lost-server', 'traffic-surge']);
export type DemoFault = z.infer<typeof demoFault>;

export const demoRequest = z.strictObject({ scenario: demoScenario, faults: z.array(demoFault).max(demoFault.options.length).default([]) });
export type DemoRequest = z.output<typeof demoRequest>;

/** What the simulator is asked to play; it follows with its next step. */
export const demoState = z.object({
  scenario: demoScenario,
  faults: z.array(demoFault),
  changedAt: instant.nullable(),
  changedBy: z.string().nullable(),
  speed: z.number().describe('seconds of the fleet that pass in one'),
  stepSeconds: z.number().describe('of the fleet: how often it is forecast'),
});
export type DemoState = z.infer<typeof demoState>;
