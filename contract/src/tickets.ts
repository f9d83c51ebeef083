import { z } from 'zod';
import { cursor, limit } from './query-parameters.ts';
import { instant } from './units.ts';
import { warningId } from './warnings.ts';

export const ticket = z.object({
  ticketId: z.string(),
  system: z.string().describe('name of the system in the configuration'),
  groupId: warningId.describe('the warning that leads the group which the ticket is about'),
  reference: z.string().describe('what the ticket is searched by in its system'),
  key: z.string().nullable().describe('what people call it there, e.g. OPS-12; null: not made yet'),
  url: z.url().nullable(),
  openedAt: instant,
  wanted: z.enum(['open', 'closed']),
  isDelivered: z.boolean().describe('the system has what is wanted'),
  waitingBecause: z.string().nullable().describe('what the system said when it was asked last; null: nothing, or it was not asked yet'),
  droppedBecause: z.string().nullable().describe('why the last thing wanted was given up'),
  state: z.object({ title: z.string(), done: z.boolean() }).nullable().describe('as last seen in its system; null: not seen yet'),
});
export type Ticket = z.infer<typeof ticket>;

export const ticketsQuery = z.strictObject({ group: warningId.optional().describe('the warning that leads the group'), limit: limit(50, 200), cursor });

export const ticketList = z.object({ tickets: z.array(ticket), nextCursor: z.string().nullable() });
export type TicketList = z.infer<typeof ticketList>;
