/** One suite for both homes of the warnings: SQLite and a real PostgreSQL. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { describeWithServers } from '../../../tools/servers/describe-with-servers.ts';
import { startPostgres, type RunningPostgres } from '../../../tools/servers/postgres.ts';
import { openState } from '../../src/app/workers/state-thread.ts';
import type { State } from '../../src/io/state/state.ts';
import type { StateLocation } from '../../src/io/state/state-database.ts';
import { storyOf } from './sample-warnings.ts';

const t0 = Date.UTC(2026, 0, 5);
const hour = 3_600_000;
const appended = (version: number) => ({ kind: 'appended', version });

function warningSuite(locate: () => StateLocation): void {
  let state: State;
  beforeAll(async () => {
    state = await openState(locate());
  });
  afterAll(() => state.store.close());

  it('stores what happened with the warning it leads to, in order', async () => {
    const { warning, records } = storyOf('a', t0, { kind: 'acknowledged', by: 'ada', atMs: t0 + hour }, { kind: 'commented', by: 'ada', text: 'Größe geprüft', atMs: t0 + hour });
    expect(await state.warnings.saveAll(records)).toEqual([1, 2, 3].map(appended));
    expect(await state.warnings.find(warning.warningId)).toEqual({ warning, version: 3 });
    const history = await state.warnings.history(warning.warningId);
    expect(history.map(({ kind, version, atMs }) => [kind, version, atMs])).toEqual([['opened', 1, t0], ['acknowledged', 2, t0 + hour], ['commented', 3, t0 + hour]]);
    expect(history[2].data).toEqual({ by: 'ada', text: 'Größe geprüft' });
    expect(await state.warnings.find('0'.repeat(20))).toBeNull();
  });

  it('refuses a writer who has not seen the newest event, and stores the others of his batch', async () => {
    const stale = storyOf('a', t0).records;
    const other = storyOf('b', t0 + hour).records;
    expect(await state.warnings.saveAll([...stale, ...other])).toEqual([{ kind: 'conflict', version: 0 }, appended(1)]);
  });

  it('never lets a subject have two open warnings, and lets it have a new one once the first has cleared', async () => {
    const second = storyOf('b', t0 + 2 * hour);
    expect(await state.warnings.saveAll(second.records)).toEqual([{ kind: 'conflict', version: 0 }]);
    expect(await state.warnings.find(second.warning.warningId)).toBeNull();
    const cleared = storyOf('b', t0 + hour, { kind: 'cleared', because: 'calm', atMs: t0 + 2 * hour }).records.slice(1);
    expect(await state.warnings.saveAll([...cleared, ...second.records])).toEqual([appended(2), appended(1)]);
  });

  it('knows those to which something can still happen, by themselves or while their time has not passed', async () => {
    await state.warnings.saveAll(storyOf('over', t0, { kind: 'settled', outcome: 'false', atMs: t0 + hour }, { kind: 'cleared', because: 'calm', atMs: t0 + hour }).records);
    const active = await state.warnings.active();
    expect(active.map(({ warning: { server, state: now }, version }) => [server, now, version])).toEqual([['a', 'acknowledged', 3], ['b', 'cleared', 2], ['b', 'open', 1]]);
  });

  it('lists newest first, page by page, narrowed by what is asked', async () => {
    const servers = async (...args: Parameters<State['warnings']['list']>) => (await state.warnings.list(...args)).map(({ server, openedAtMs }) => `${server}${(openedAtMs - t0) / hour}`);
    const all = await state.warnings.list({}, 9, null);
    expect(all.map(({ openedAtMs }) => openedAtMs)).toEqual([2, 1, 0, 0].map((hours) => t0 + hours * hour));
    const first = await state.warnings.list({}, 2, null);
    expect(await state.warnings.list({}, 9, first[1])).toEqual(all.slice(2));
    expect(await servers({ state: ['open', 'acknowledged'] }, 9, null)).toEqual(['b2', 'a0']);
    expect(await servers({ outcome: ['false'] }, 9, null)).toEqual(['over0']);
    expect(await servers({ serverId: ['id-a'], severity: ['warning'], region: ['eu'], profile: ['web'], tier: ['shop'], metric: ['cpu'], paged: false }, 9, null)).toEqual(['a0']);
    expect(await servers({ paged: true }, 9, null)).toEqual([]);
    expect(await servers({ fromMs: t0 + 2 * hour, toMs: t0 + 2 * hour }, 9, null)).toEqual(expect.arrayContaining(['b1', 'a0']));
    expect(await servers({ group: all[0].groupId }, 9, null)).toEqual(['b2']);
  });

  it('forgets what cleared long ago, and nothing that is active', async () => {
    const [{ warningId: forgotten }] = await state.warnings.list({ outcome: ['false'] }, 9, null);
    expect((await state.warnings.history(forgotten)).length).toBeGreaterThan(0);
    expect(await state.warnings.prune(t0 + 3 * hour)).toBe(1);
    const left = await state.warnings.list({}, 9, null);
    expect(left).toHaveLength(3);
    expect(await state.warnings.history(forgotten)).toEqual([]);
    for (const { warningId } of left) expect((await state.warnings.history(warningId)).length).toBeGreaterThan(0);
  });

  it('writes a thousand openings of one cycle', async () => {
    const records = Array.from({ length: 1000 }, (_, i) => storyOf(`many-${i}`, t0).records).flat();
    expect((await state.warnings.saveAll(records)).every(({ kind }) => kind === 'appended')).toBe(true);
  });
}

describe('warnings in SQLite', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'fleetcast-warnings-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));
  warningSuite(() => ({ kind: 'sqlite', file: path.join(folder, 'state.sqlite') }));
});

describeWithServers(['postgres'], 'warnings in PostgreSQL', () => {
  let server: RunningPostgres;
  beforeAll(async () => {
    server = await startPostgres();
  });
  afterAll(async () => {
    await server.stop();
  });
  warningSuite(() => ({ kind: 'postgres', url: server.connectionString }));
});
