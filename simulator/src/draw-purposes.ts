/** What draws are for, in one table: two purposes of one number would rise and fall together. Numbers never change, or every fleet would. */
export const purposes = {
  /** A machine, step by step. */
  balancerShare: 11,
  cpuReading: 12,
  housekeeping: 13,
  memoryReading: 14,
  diskReading: 15,
  networkReading: 16,
  latencyReading: 17,
  memoryWander: 18,
  diskBurst: 19,
  hoursSinceRestart: 22,
  /** Demand for an application. */
  slowDemand: 101,
  fastDemand: 102,
  crowd: 103,
  crowdSize: 104,
  dailyDemand: 105,
  /** Faults and other events of a fleet's own, each with its kind (ofKind). */
  eventHappens: 301,
  eventWhen: 302,
  eventHowMuch: 303,
  eventHowLong: 304,
  /** What a world has beyond the plain laws. */
  contention: 401,
  machineSpeed: 402,
  balancerWeight: 403,
  neighbours: 404,
  /** Events that are known beforehand, the first two with their kind (ofKind). */
  knownEventHappens: 501,
  knownEventSize: 502,
  patchedServer: 503,
} as const;

const kindsAPurpose = 16;

/** A purpose for each kind of event; kinds are numbered from 0 to 15. */
export function ofKind(purpose: number, kind: number): number {
  return purpose * kindsAPurpose + kind;
}

/** The size of a run, for each of the up to 100 jobs of a machine. */
export function ofJob(job: number): number {
  return 200 + job;
}
