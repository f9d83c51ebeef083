/** What a proof fleet lives through whatever anybody does: processes that leak, more room in some, and in every other one a dear version. */
import type { FleetEvent, SimulatedServer } from '@fleetcast/simulator';
import { daySteps } from '../grid/product-grid.ts';
import { type Fate } from './lived-fleet.ts';

/** Even numbers from (seed, moment); the same whenever it is asked. */
export function draws(seed: number, moment: number): (low: number, high: number) => number {
  let state = (Math.imul(seed, 2_654_435_761) ^ Math.round(moment * 1000)) >>> 0;
  return (low, high) => {
    state = (Math.imul(state ^ (state >>> 15), 2_246_822_519) + 0x9e3779b9) >>> 0;
    const mixed = Math.imul(state ^ (state >>> 13), 3_266_489_917) >>> 0;
    return low + ((high - low) * ((mixed ^ (mixed >>> 16)) >>> 0)) / 2 ** 32;
  };
}

export function fateOf(seed: number, servers: readonly SimulatedServer[], startStep: number): Fate {
  const draw = draws(seed, 0);
  const forever = { toStep: startStep + 30 * daySteps };
  const first = (profile: string) => servers.find((server) => server.profile === profile)!;
  const fate: FleetEvent[] = [
    { kind: 'leak', server: first('web').server, percentPerHour: draw(0.4, 1.6), fromStep: startStep, ...forever },
    { kind: 'leak', server: first('app').server, percentPerHour: draw(0.4, 1.6), fromStep: startStep, ...forever },
  ];
  // Some fleets have more room than others.
  if (seed % 3 !== 0) fate.push({ kind: 'demand', application: first('web').application, announced: false, factor: draw(0.45, 0.8), fromStep: startStep, ...forever });
  if ((seed >> 1) % 2 === 0) {
    const { application } = first('app');
    const fromStep = startStep + Math.round(draw(11.5, 13) * daySteps);
    fate.push({ kind: 'release', application, profile: draw(0, 1) < 0.6 ? 'app' : 'web', costFactor: draw(1.25, 1.7), fromStep, ...forever });
  }
  return fate;
}
