/** One suite for both homes of the state: SQLite and a real PostgreSQL. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { ActionRecord, CalendarEvent, Job, LifecycleDecision, ModelRegistry, Scenario } from '@fleetcast/contract';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { describeWithServers } from '../../../tools/servers/describe-with-servers.ts';
import { startPostgres, type RunningPostgres } from '../../../tools/servers/postgres.ts';
import { openState } from '../../src/app/workers/state-thread.ts';
import type { CalendarStore } from '../../src/io/state/calendar-store.ts';
import type { IncidentStore } from '../../src/io/state/incident-store.ts';
import { openStateDatabase, type StateLocation } from '../../src/io/state/state-database.ts';
import type { StateEvent } from '../../src/io/state/events.ts';
import { registryStream, type ModelRegistryStore } from '../../src/io/state/model-registry-store.ts';
import type { ScenarioStore } from '../../src/io/state/scenario-store.ts';
import type { TakenActionStore } from '../../src/io/state/taken-action-store.ts';
import { KyselyStateStore, type StateStore } from '../../src/io/state/state-store.ts';

const t0 = Date.UTC(2026, 0, 5);

function jobOf(jobId: string, createdAtMs: number, state: Job['state'] = 'queued'): Job {
  return { jobId, kind: 'training', state, createdAt: new Date(createdAtMs).toISOString(), startedAt: null, finishedAt: null, requestedBy: 'ada', progress: null, message: null };
}

function eventOf(stream: string, expectedVersion: number, kind: string, atMs = t0): StateEvent {
  return { region: 'eu', stream, expectedVersion, kind, actor: 'ada', cause: 'test', atMs, data: { note: `größe ${kind}` } };
}

const registry: ModelRegistry = { champion: 'fleet-1', since: new Date(t0).toISOString(), former: ['base-1'], pinned: { by: 'ada', at: new Date(t0).toISOString() }, challenger: null, watch: null, reserve: null };
const decision: LifecycleDecision = {
  decisionId: 'd', at: new Date(t0).toISOString(), subject: 'retraining', outcome: 'wait', reason: 'größte Abweichung',
  figures: [{ name: 'psi.cpu', value: 0.1, limit: 0.2, passed: true }, { name: 'psi.latency', value: null, limit: 0.2, passed: true }], version: null, jobId: null,
};

const holiday: CalendarEvent = {
  eventId: '', name: 'Feiertag', kind: 'holiday', startsAt: '2026-08-01', endsAt: '2026-08-02', timeZone: 'Europe/Zurich', recurrence: 'FREQ=YEARLY', exceptions: [], additions: [],
  scope: { regions: ['eu'], profiles: [], tiers: [], servers: [] }, note: '', origin: 'person', importedUid: null, version: 1,
  createdAt: new Date(t0).toISOString(), createdBy: 'ada', changedAt: new Date(t0).toISOString(), changedBy: 'ada',
};

function storeSuite(locate: () => StateLocation): void {
  let store: StateStore;
  let calendar: CalendarStore;
  let incidents: IncidentStore;
  let modelRegistry: ModelRegistryStore;
  let takenActions: TakenActionStore;
  let scenarios: ScenarioStore;
  beforeAll(async () => {
    ({ store, calendar, incidents, modelRegistry, takenActions, scenarios } = await openState(locate()));
  });
  afterAll(() => store.close());

  it('stores a job with the event that changed it', async () => {
    expect(await store.saveJob(jobOf('a', t0), eventOf('job/a', 0, 'requested'))).toEqual({ kind: 'appended', version: 1 });
    expect(await store.saveJob(jobOf('a', t0, 'running'), eventOf('job/a', 1, 'started', t0 + 5))).toEqual({ kind: 'appended', version: 2 });
    expect(await store.findJob('a')).toEqual({ job: jobOf('a', t0, 'running'), version: 2 });
    expect(await store.findJob('nobody')).toBeNull();
    expect(await store.eventsOf('job/a')).toEqual([
      { region: 'eu', stream: 'job/a', version: 1, kind: 'requested', actor: 'ada', cause: 'test', atMs: t0, data: { note: 'größe requested' } },
      { region: 'eu', stream: 'job/a', version: 2, kind: 'started', actor: 'ada', cause: 'test', atMs: t0 + 5, data: { note: 'größe started' } },
    ]);
  });

  it('keeps what was done with recommendations, finds what is due, and lists it newest first page by page', async () => {
    const record = (recordId: string, atMs: number, version = 1): ActionRecord => ({
      recordId, serverId: 'web-1', server: 'größte Web-1', region: 'eu', profile: 'web', tier: null, actionId: 'add-server', title: 'Add a server', metric: 'cpu', verdict: 'taken', reason: null,
      origin: 'recommendation', at: new Date(atMs).toISOString(), by: 'ada', probabilityBefore: 0.5, outcome: null, version,
    });
    for (const [recordId, atMs] of [['r1', t0], ['r2', t0 + 5], ['r3', t0 + 5]] as const) {
      await takenActions.save({ record: record(recordId, atMs), dueAtMs: atMs + 100, expectation: '{"größe":1}' }, eventOf(`action/${recordId}`, 0, 'taken'));
    }
    expect((await takenActions.due('eu', t0 + 100, 10)).map((due) => [due.record.recordId, due.expectation, due.dueAtMs])).toEqual([['r1', '{"größe":1}', t0 + 100]]);
    expect(await takenActions.save({ record: record('r1', t0, 2), dueAtMs: null, expectation: '' }, eventOf('action/r1', 1, 'measured'))).toEqual({ kind: 'appended', version: 2 });
    expect(await takenActions.due('eu', t0 + 100, 10)).toEqual([]);
    const page = await takenActions.list('eu', 2, null);
    expect(page.map(({ recordId }) => recordId)).toEqual(['r3', 'r2']);
    expect(await takenActions.list('eu', 2, { atMs: t0 + 5, recordId: 'r2' })).toEqual([record('r1', t0, 2)]);
    expect(await takenActions.list('us', 2, null)).toEqual([]);
    expect((await takenActions.ofServer('eu', 'web-1', t0 + 1)).map(({ recordId }) => recordId).sort()).toEqual(['r2', 'r3']);
    expect(await takenActions.prune(t0 + 1)).toBe(1);
  });

  it('keeps scenarios, finds those to be graded, lists them newest first page by page, and forgets the deleted', async () => {
    const t0Text = new Date(t0).toISOString();
    const scenarioOf = (scenarioId: string, savedAtMs: number, serverId = 'web-1', version = 1): Scenario => ({
      scenarioId, name: 'größer', note: '', serverId, server: serverId, region: 'eu', profile: 'web', tier: null, metric: 'cpu', interventions: [{ kind: 'restart', serverId }], savedAt: new Date(savedAtMs).toISOString(), savedBy: 'ada',
      prediction: { originAt: t0Text, holdsFrom: t0Text, holdsTo: t0Text, effect: null, speaker: 'base' }, action: null, grade: null, version,
    });
    for (const [scenarioId, savedAtMs, serverId] of [['s1', t0, 'web-1'], ['s2', t0 + 5, 'web-2'], ['s3', t0 + 5, 'web-1']] as const) {
      expect(await scenarios.save({ scenario: scenarioOf(scenarioId, savedAtMs, serverId), course: null, dueAtMs: null }, eventOf(`scenario/${scenarioId}`, 0, 'saved'))).toEqual({ kind: 'appended', version: 1 });
    }
    const ids = (found: readonly Scenario[]) => found.map(({ scenarioId }) => scenarioId);
    expect(ids(await scenarios.list('eu', null, 2, null))).toEqual(['s3', 's2']);
    expect(ids(await scenarios.list('eu', null, 2, { savedAtMs: t0 + 5, scenarioId: 's2' }))).toEqual(['s1']);
    expect(ids(await scenarios.list('eu', 'web-1', 9, null))).toEqual(['s3', 's1']);
    expect([await scenarios.list('us', null, 9, null), await scenarios.count('us'), await scenarios.count('eu')]).toEqual([[], 0, 3]);
    const course = { startAt: t0Text, stepSeconds: 300, before: { q02: [1], q10: [1], q25: [2], q50: [2], q75: [3], q90: [3], q98: [4] }, after: null, observed: [null] };
    const done = { scenario: scenarioOf('s1', t0, 'web-1', 2), course, dueAtMs: t0 + 100 };
    await scenarios.save(done, eventOf('scenario/s1', 1, 'action-recorded'));
    expect(await scenarios.save(done, eventOf('scenario/s1', 1, 'action-recorded'))).toEqual({ kind: 'conflict', version: 2 });
    expect(await scenarios.find('eu', 's1')).toEqual(done);
    expect([await scenarios.due('eu', t0 + 99, 9), await scenarios.due('eu', t0 + 100, 9)]).toEqual([[], [done]]);
    expect(await scenarios.remove('s1', eventOf('scenario/s1', 2, 'deleted'))).toEqual({ kind: 'appended', version: 3 });
    expect(await scenarios.find('eu', 's1')).toBeNull();
  });

  it('refuses a writer who has not seen the newest event, and stores nothing of it', async () => {
    await store.saveJob(jobOf('b', t0 + 1), eventOf('job/b', 0, 'requested'));
    expect(await store.saveJob(jobOf('b', t0 + 1, 'failed'), eventOf('job/b', 0, 'failed'))).toEqual({ kind: 'conflict', version: 1 });
    expect((await store.findJob('b'))?.job.state).toBe('queued');
    expect(await store.eventsOf('job/b')).toHaveLength(1);
  });

  it('lets one of many writers at once win', async () => {
    const outcomes = await Promise.all(Array.from({ length: 8 }, (_, i) => store.saveJob(jobOf('race', t0 + 2, i % 2 === 0 ? 'queued' : 'running'), eventOf('job/race', 0, `try-${i}`))));
    expect(outcomes.filter(({ kind }) => kind === 'appended')).toHaveLength(1);
    expect(await store.eventsOf('job/race')).toHaveLength(1);
  });

  it('lists jobs newest first, page by page, also those of one moment', async () => {
    for (const jobId of ['p1', 'p2', 'p3']) await store.saveJob(jobOf(jobId, t0 + 1000), eventOf(`job/${jobId}`, 0, 'requested'));
    const first = await store.listJobs(2, null);
    expect(first.map(({ jobId }) => jobId)).toEqual(['p3', 'p2']);
    const second = await store.listJobs(2, { createdAtMs: t0 + 1000, jobId: 'p2' });
    expect(second.map(({ jobId }) => jobId)).toEqual(['p1', 'race']);
  });

  it('knows which jobs have not ended', async () => {
    await store.saveJob(jobOf('done', t0 - 5, 'succeeded'), eventOf('job/done', 0, 'succeeded'));
    expect((await store.unfinishedJobs()).map(({ jobId }) => jobId)).toEqual(expect.arrayContaining(['a', 'b', 'p1']));
    expect((await store.unfinishedJobs()).map(({ jobId }) => jobId)).not.toContain('done');
  });

  it('keeps one registry of models a region, with the events that led to it', async () => {
    expect(await modelRegistry.load('eu')).toEqual({ registry: null, version: 0 });
    await modelRegistry.save(registry, eventOf(registryStream('eu'), 0, 'founded'));
    await modelRegistry.save({ ...registry, champion: 'fleet-2' }, eventOf(registryStream('eu'), 1, 'promoted'));
    expect(await modelRegistry.save(registry, eventOf(registryStream('eu'), 1, 'promoted'))).toEqual({ kind: 'conflict', version: 2 });
    expect(await modelRegistry.load('eu')).toEqual({ registry: { ...registry, champion: 'fleet-2' }, version: 2 });
    expect(await modelRegistry.load('us')).toEqual({ registry: null, version: 0 });
  });

  it('lists decisions about models newest first, page by page', async () => {
    for (const [decisionId, atMs] of [['d1', t0], ['d2', t0 + 5], ['d3', t0 + 5], ['old', t0 - 500]] as const) await modelRegistry.addDecision('eu', { ...decision, decisionId, at: new Date(atMs).toISOString() });
    const first = await modelRegistry.listDecisions('eu', 2, null);
    expect(first.map(({ decisionId }) => decisionId)).toEqual(['d3', 'd2']);
    expect(first[0]).toEqual({ ...decision, decisionId: 'd3', at: new Date(t0 + 5).toISOString() });
    expect((await modelRegistry.listDecisions('eu', 9, { atMs: t0 + 5, decisionId: 'd2' })).map(({ decisionId }) => decisionId)).toEqual(['d1', 'old']);
    expect(await modelRegistry.listDecisions('us', 9, null)).toEqual([]);
  });

  it('keeps reported incidents with what was done to them, and forgets those removed', async () => {
    const disk = { incidentId: 'i1', region: 'eu', origin: 'person' as const, externalId: null, title: 'Disk', serverIds: ['a'], startMs: t0, endMs: null, note: '', version: 1, reportedAt: new Date(t0).toISOString(), reportedBy: 'ada', changedAt: new Date(t0).toISOString(), changedBy: 'ada' };
    expect(await incidents.save('i1', disk, eventOf('incident/i1', 0, 'reported'))).toEqual({ kind: 'appended', version: 1 });
    expect(await incidents.save('i1', { ...disk, endMs: t0 + 5, version: 2 }, eventOf('incident/i1', 1, 'changed'))).toEqual({ kind: 'appended', version: 2 });
    expect(await incidents.save('i1', disk, eventOf('incident/i1', 1, 'changed'))).toEqual({ kind: 'conflict', version: 2 });
    expect(await incidents.list()).toEqual([{ ...disk, endMs: t0 + 5, version: 2 }]);
    expect(await incidents.removals(9)).toEqual([]);
    await incidents.save('i1', null, eventOf('incident/i1', 2, 'removed'));
    expect(await incidents.list()).toEqual([]);
    expect(await incidents.removals(9)).toMatchObject([{ stream: 'incident/i1', version: 3, kind: 'removed' }]);
  });

  it('keeps known events with what was done to them, and forgets those removed', async () => {
    const event = { ...holiday, eventId: 'e1' };
    expect(await calendar.save('e1', event, eventOf('calendar/e1', 0, 'added'))).toEqual({ kind: 'appended', version: 1 });
    expect(await calendar.save('e1', { ...event, name: 'Fête', version: 2 }, eventOf('calendar/e1', 1, 'changed'))).toEqual({ kind: 'appended', version: 2 });
    expect(await calendar.save('e1', event, eventOf('calendar/e1', 1, 'changed'))).toEqual({ kind: 'conflict', version: 2 });
    expect(await calendar.list()).toEqual([{ ...event, name: 'Fête', version: 2 }]);
    await calendar.save('e2', { ...holiday, eventId: 'e2' }, eventOf('calendar/e2', 0, 'added'));
    await calendar.save('e2', null, eventOf('calendar/e2', 1, 'removed'));
    expect((await calendar.list()).map(({ eventId }) => eventId)).toEqual(['e1']);
  });

  it('hands out an effect until it is done, once a key, later after a failure', async () => {
    await store.enqueue({ idempotencyKey: 'k1', kind: 'ticket', payload: { text: 'disk' } }, t0);
    await store.enqueue({ idempotencyKey: 'k1', kind: 'ticket', payload: { text: 'again' } }, t0);
    expect(await store.dueEffects(t0, 10)).toEqual([{ idempotencyKey: 'k1', kind: 'ticket', payload: { text: 'disk' }, attempts: 0 }]);
    await store.markFailed('k1', 'no answer', t0 + 60_000);
    expect(await store.dueEffects(t0 + 59_999, 10)).toEqual([]);
    expect(await store.dueEffects(t0 + 60_000, 10)).toMatchObject([{ attempts: 1 }]);
    await store.markSent('k1', t0 + 61_000);
    expect(await store.dueEffects(t0 + 99_000, 10)).toEqual([]);
  });

  it('forgets what is over and old, and never what is unfinished', async () => {
    expect(await store.prune(t0 + 100_000)).toBeGreaterThan(0);
    expect(await store.findJob('done')).toBeNull();
    // The newest event of what lives on holds the version that its next writer names.
    expect((await store.eventsOf('calendar/e1')).map(({ version }) => version)).toEqual([2]);
    expect((await store.findJob('a'))?.job.state).toBe('running');
    expect((await modelRegistry.load('eu')).registry?.champion).toBe('fleet-2');
    expect(await modelRegistry.listDecisions('eu', 9, null)).toEqual([]);
  });

  it('keeps everything over a second opening, which migrates nothing twice', async () => {
    const again = new KyselyStateStore(await openStateDatabase(locate()), locate().kind === 'postgres');
    expect((await again.findJob('b'))?.job.jobId).toBe('b');
    await again.close();
  });
}

describe('the state in SQLite', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'fleetcast-state-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));
  storeSuite(() => ({ kind: 'sqlite', file: path.join(folder, 'state.sqlite') }));

  it('is copied whole while it is in use', async () => {
    const location: StateLocation = { kind: 'sqlite', file: path.join(folder, 'live.sqlite') };
    const { store: live } = await openState(location);
    await live.saveJob(jobOf('kept', t0), eventOf('job/kept', 0, 'requested'));
    const copy = path.join(folder, 'copy.sqlite');
    expect(await live.copyTo(copy)).toBe('copied');
    await live.saveJob(jobOf('later', t0), eventOf('job/later', 0, 'requested'));
    await live.close();
    const { store: restored } = await openState({ kind: 'sqlite', file: copy });
    expect((await restored.findJob('kept'))?.job.jobId).toBe('kept');
    expect(await restored.findJob('later')).toBeNull();
    await restored.close();
  });

  it('says why it cannot be opened', async () => {
    await expect(openState({ kind: 'sqlite', file: path.join(folder, 'no', 'such', 'folder.sqlite') })).rejects.toThrow('unable to open database file');
  });
});

describeWithServers(['postgres'], 'the state in PostgreSQL', () => {
  let server: RunningPostgres;
  beforeAll(async () => {
    server = await startPostgres();
  });
  afterAll(async () => {
    await server.stop();
  });
  storeSuite(() => ({ kind: 'postgres', url: server.connectionString }));
});
