import type { Generated } from 'kysely';

/** Every moment is epoch milliseconds, every structure is JSON text: the same in SQLite and PostgreSQL. */
export interface JobsTable {
  jobId: string;
  kind: string;
  state: string;
  createdAtMs: number;
  /** The job as the contract describes it, derived from its events. */
  document: string;
}

/** What happened, to what (`stream`, e.g. job/<id>), by whom and why. Append only; (stream, version) is unique. */
export interface EventsTable {
  eventId: Generated<number>;
  region: string;
  stream: string;
  version: number;
  kind: string;
  actor: string;
  cause: string;
  atMs: number;
  data: string;
}

/** Which model version has which part in a region, derived from the stream models/<region>. */
export interface ModelRegistryTable {
  region: string;
  document: string;
}

/** What was decided about models, with the figures it rests on. Append only. */
export interface LifecycleDecisionsTable {
  decisionId: string;
  region: string;
  subject: string;
  outcome: string;
  atMs: number;
  document: string;
}

/** Effects outside that are still to be done, at least once each. */
export interface OutboxTable {
  idempotencyKey: string;
  kind: string;
  payload: string;
  createdAtMs: number;
  dueAtMs: number;
  attempts: number;
  sentAtMs: number | null;
  lastError: string | null;
}

/** Known events as people and imports made them; those of the configuration are not stored. */
export interface CalendarTable {
  eventId: string;
  document: string;
}

/** Reported trouble, derived from the streams incident/<id>. */
export interface IncidentsTable {
  incidentId: string;
  document: string;
}

/** Predicted breaches, derived from the streams warning/<id>. */
export interface WarningsTable {
  warningId: string;
  region: string;
  serverId: string;
  profile: string;
  tier: string | null;
  metric: string;
  groupId: string;
  /** The subject while the warning is open, else null; unique. */
  openSubject: string | null;
  /** 1: something can still happen to it by itself. */
  active: number;
  state: string;
  severity: string;
  outcome: string;
  paged: number;
  openedAtMs: number;
  clearedAtMs: number | null;
  document: string;
}

/** What somebody did with a recommendation, derived from the stream action/<recordId>. */
export interface TakenActionsTable {
  recordId: string;
  region: string;
  serverId: string;
  atMs: number;
  /** When its outcome can be measured; null: nothing (more) to measure. */
  dueAtMs: number | null;
  document: string;
  /** What was expected without it. */
  expectation: string;
}

/** Saved what-if questions, derived from the streams scenario/<id>. */
export interface ScenariosTable {
  scenarioId: string;
  region: string;
  serverId: string;
  savedAtMs: number;
  /** When it can be graded; null: nothing (more) to grade. */
  dueAtMs: number | null;
  document: string;
  /** What was predicted step by step, once the change was made. */
  course: string | null;
}

/** Tickets at vendors, derived from the streams ticket/<ticketId>. */
export interface TicketsTable {
  ticketId: string;
  system: string;
  groupId: string;
  /** 1: its alerts, its vendor's answers or its states still matter. */
  active: number;
  openedAtMs: number;
  document: string;
}

/** Signatures of webhooks that were taken, for as long as their stamps would be. */
export interface HookSignaturesTable {
  signature: string;
  atMs: number;
}

export interface StateTables {
  jobs: JobsTable;
  events: EventsTable;
  modelRegistry: ModelRegistryTable;
  lifecycleDecisions: LifecycleDecisionsTable;
  outbox: OutboxTable;
  calendar: CalendarTable;
  incidents: IncidentsTable;
  warnings: WarningsTable;
  takenActions: TakenActionsTable;
  scenarios: ScenariosTable;
  tickets: TicketsTable;
  hookSignatures: HookSignaturesTable;
}
