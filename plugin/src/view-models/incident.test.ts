import { describe, expect, it } from '@jest/globals';
import { exampleIncident } from '../../test/example-answers.ts';
import { concernedInWords, draftOfIncident, endedAt, faultOfIncident, formOfIncident, incidentLastsInWords, isUnderWay, newIncident } from './incident.ts';

const zone = 'Europe/Berlin';
const form = formOfIncident(exampleIncident, () => 'web/001', zone);

describe('the form of an incident', () => {
  it("shows what clocks in Grafana's time zone show, and gives back what was not changed, to the millisecond", () => {
    expect(form).toMatchObject({ title: 'Storage lost', servers: [{ value: 'eu_web001', label: 'web/001' }], startsAt: '2026-03-02T10:30', endsAt: '' });
    const { title, serverIds, startMs, endMs, note } = exampleIncident;
    expect(draftOfIncident(form, exampleIncident, zone)).toEqual({ title, serverIds, startMs, endMs, note });
  });

  it('reads a moment that was typed in that zone, also where clocks have changed since', () => {
    expect(draftOfIncident({ ...form, startsAt: '2026-03-02T10:31', endsAt: '2026-06-01T08:00' }, exampleIncident, zone)).toMatchObject({
      startMs: Date.parse('2026-03-02T09:31:00Z'), endMs: Date.parse('2026-06-01T06:00:00Z'),
    });
  });

  it('begins now, on the servers it is opened for', () => {
    const fresh = newIncident(Date.parse('2026-03-02T09:31:40Z'), form.servers, zone);
    expect([fresh.startsAt, fresh.endsAt, fresh.servers]).toEqual(['2026-03-02T10:31', '', form.servers]);
    expect(faultOfIncident(fresh)).toBe('Say what happened.');
  });

  it('says what is missing or cannot be', () => {
    expect(faultOfIncident(form)).toBeNull();
    expect(faultOfIncident({ ...form, startsAt: '' })).toBe('Say when it began.');
    expect(faultOfIncident({ ...form, endsAt: form.startsAt })).toBe('It must end after it began.');
  });
});

describe('an incident', () => {
  const { startMs } = exampleIncident;
  it('goes on until it is said to be over', () => {
    const nowMs = startMs + 130 * 60_000;
    const over = { ...exampleIncident, ...endedAt(exampleIncident, nowMs) };
    expect([isUnderWay(exampleIncident, nowMs), isUnderWay(over, nowMs)]).toEqual([true, false]);
    expect([incidentLastsInWords(exampleIncident, nowMs), incidentLastsInWords(over, nowMs + 60_000)]).toEqual(['2 h 10 min so far', '2 h 10 min']);
  });

  it('ends after it began, whatever the clock of the browser says', () => {
    expect(endedAt(exampleIncident, startMs - 5).endMs).toBe(startMs + 1);
  });

  it('concerns a few servers by name, more of them by number, or all', () => {
    const said = (...serverIds: string[]) => concernedInWords({ serverIds }, (id) => `web-${id}`);
    expect([said('1'), said('1', '2', '3'), said('1', '2', '3', '4', '5'), said()]).toEqual(['web-1', 'web-1, web-2, web-3', 'web-1, web-2, web-3 and 2 more', 'The whole fleet']);
  });
});
