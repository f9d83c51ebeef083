import type { FleetEvent } from './events.ts';
import type { MachineRun } from './machine-run.ts';

/** Events that touch one machine and nothing else. */
export type MachineEvent = Extract<FleetEvent, { readonly server: string }>;

/** What an event does to its machine in a step that it lasts in; several at once add up. */
export function applyToMachine(event: MachineEvent, run: MachineRun, step: number): void {
  switch (event.kind) {
    case 'server-lost':
      run.lose();
      break;
    case 'restart':
      if (step === event.fromStep) run.restart();
      break;
    case 'runaway-job':
      run.stolenShare = Math.min(0.9, run.stolenShare + event.coreShare);
      break;
    case 'shift-load':
      run.loadFactor *= event.factor;
      break;
    case 'resize':
      run.cpuFactor *= event.cpuFactor;
      run.memoryFactor *= event.memoryFactor;
      break;
    case 'throttle':
      run.admittedShare *= event.share;
      break;
    case 'leak':
      run.addedLeakPerHour += event.percentPerHour;
      break;
    case 'reschedule-job':
      run.jobDelays.set(event.job, (run.jobDelays.get(event.job) ?? 0) + event.byMinutes);
      break;
    case 'limit-job':
      run.jobCoreShares.set(event.job, (run.jobCoreShares.get(event.job) ?? 1) * event.coreShare);
      break;
  }
}
