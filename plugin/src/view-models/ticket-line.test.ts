import { expect, it } from '@jest/globals';
import { exampleTicket } from '../../test/example-answers.ts';
import { ticketLine } from './ticket-line.ts';

it('names a ticket as its system does, with the state last seen there', () => {
  expect(ticketLine(exampleTicket)).toEqual({ ticketId: exampleTicket.ticketId, name: 'OPS-12', url: 'https://example.atlassian.net/browse/OPS-12', state: 'In Progress', trouble: null });
  expect(ticketLine({ ...exampleTicket, state: null })).toMatchObject({ state: 'open' });
  expect(ticketLine({ ...exampleTicket, state: null, wanted: 'closed' })).toMatchObject({ state: 'closed' });
});

it('says what is still to be done there, and why it is not', () => {
  const unmade = { ...exampleTicket, key: null, url: null, state: null, isDelivered: false, waitingBecause: 'HTTP 503' };
  expect(ticketLine(unmade)).toMatchObject({ name: 'Ticket in jira', url: null, state: 'to be made', trouble: 'HTTP 503' });
  expect(ticketLine({ ...exampleTicket, isDelivered: false, wanted: 'closed' })).toMatchObject({ state: 'to be closed', trouble: null });
  expect(ticketLine({ ...unmade, droppedBecause: 'No project OPS.', waitingBecause: null })).toMatchObject({ trouble: 'Given up: No project OPS.' });
});
