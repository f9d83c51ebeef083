import type { DemoRequest, DemoState } from '@fleetcast/contract';
import { answer, type Operations } from '../http/operation.ts';
import { refusal } from '../http/refusal.ts';

/** What the simulator behind a demo is asked to play. It is not kept: a demo starts healthy. */
export class DemoControl {
  private asked: DemoState;

  constructor(pace: Pick<DemoState, 'speed' | 'stepSeconds'>) {
    this.asked = { scenario: 'healthy', faults: [], changedAt: null, changedBy: null, ...pace };
  }

  get state(): DemoState {
    return this.asked;
  }

  ask({ scenario, faults }: DemoRequest, login: string, nowMs: number): DemoState {
    this.asked = { ...this.asked, scenario, faults: [...new Set(faults)], changedAt: new Date(nowMs).toISOString(), changedBy: login };
    return this.asked;
  }
}

/** `control` is null where the fleet is real: nobody injects faults into that. */
export function demoOperations(control: DemoControl | null): Pick<Operations, 'demo' | 'playDemo'> {
  const real = () => refusal('not_simulated', 'This fleet is not simulated: the configuration says simulated: false, so there are no scenarios to play.');
  return {
    demo: () => (control === null ? real() : answer(control.state)),
    playDemo: ({ body, principal, nowMs }) => (control === null ? real() : answer(control.ask(body, principal.login, nowMs))),
  };
}
