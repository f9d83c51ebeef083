import type { RunningServer } from '../../../tools/servers/running-server.ts';
import { eventually } from '../service/eventually.ts';

export interface Point {
  readonly measurement: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly fields: Readonly<Record<string, number>>;
  readonly timeMs: number;
}

const escaped = (text: string) => text.replaceAll(/[ ,=]/g, '\\$&');

/** Writes points in line protocol, as Telegraf does. `query` carries the database and, where asked for, the credentials. */
export async function writePoints(server: RunningServer, query: string, points: readonly Point[]): Promise<void> {
  const lines = points.map(({ measurement, tags, fields, timeMs }) => {
    const tagText = Object.entries(tags).map(([name, value]) => `,${escaped(name)}=${escaped(value)}`).join('');
    const fieldText = Object.entries(fields).map(([name, value]) => `${escaped(name)}=${value}`).join(',');
    return `${escaped(measurement)}${tagText} ${fieldText} ${timeMs}`;
  });
  const body = lines.join('\n');
  // The part of InfluxDB that writes hears of a new database a moment after the statement that created it was answered, and a busy one asks to be tried again.
  await eventually(async () => {
    const answer = await fetch(`${server.url}/write?precision=ms&${query}`, { method: 'POST', body });
    if (!answer.ok) throw new Error(`influxdb took no points: HTTP ${answer.status} ${await answer.text()}`);
  });
}

export async function runInfluxql(server: RunningServer, statement: string, credentials = ''): Promise<void> {
  const answer = await fetch(`${server.url}/query?${credentials}`, { method: 'POST', body: new URLSearchParams({ q: statement }) });
  if (!answer.ok) throw new Error(`influxdb refused ${statement}: HTTP ${answer.status} ${await answer.text()}`);
}
