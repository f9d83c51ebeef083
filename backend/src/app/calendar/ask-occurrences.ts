import { errorBody, grafanaContextHeader, occurrenceList, routeRoleHeader, type EventOccurrence } from '@fleetcast/contract';
import { request } from 'undici';
import { reasonOf } from '../../io/reason.ts';

export type AskedOccurrences = { readonly kind: 'told'; readonly occurrences: readonly EventOccurrence[] } | { readonly kind: 'failed'; readonly message: string };

const mostOccurrences = 1000;

/** What a running service's calendar holds, people's own events included. */
export async function askOccurrences(url: string, token: string | undefined, fromMs: number, toMs: number): Promise<AskedOccurrences> {
  const failed = (message: string): AskedOccurrences => ({ kind: 'failed', message });
  try {
    const { statusCode, body } = await request(`${url.replace(/\/+$/, '')}/v1/calendar/occurrences`, {
      query: { fromMs, toMs, limit: mostOccurrences },
      headers: {
        [routeRoleHeader]: 'Viewer',
        [grafanaContextHeader]: JSON.stringify({ OrgID: 0, OrgRole: 'Viewer', Login: 'fleetcast mute-timings' }),
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      },
    });
    const answer: unknown = await body.json();
    if (statusCode !== 200) {
      const refused = errorBody.safeParse(answer);
      return failed(`The service at ${url} answered ${statusCode}: ${refused.success ? refused.data.error.message : 'not an answer of Fleetcast; is the address right?'}`);
    }
    const { occurrences, more } = occurrenceList.parse(answer);
    return more ? failed(`The calendar holds more than ${mostOccurrences} events in that time: ask for fewer --days.`) : { kind: 'told', occurrences };
  } catch (fault) {
    return failed(`No service answers at ${url} (${reasonOf(fault)}). Without --url the events of the configuration alone are taken.`);
  }
}
