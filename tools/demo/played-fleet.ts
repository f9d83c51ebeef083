/** The simulated fleet as the Demo page wants it: asked before every step, and forked when the wish has changed. */
import { demoState } from '@fleetcast/contract';
import type { Fleet } from '../../simulator/src/index.ts';
import { demoEvents } from './demo-events.ts';

/** A service that cannot be asked leaves the fleet as it is, and says so. */
export function playedFleet(serviceUrl: string, proxyToken: string, say: (line: string) => void): (standing: Fleet, nextStep: number) => Promise<Fleet> {
  let playedSince: string | null = null;
  return async (standing, nextStep) => {
    try {
      const answer = await fetch(`${serviceUrl}/v1/demo`, { headers: { authorization: `Bearer ${proxyToken}` } });
      if (!answer.ok) throw new Error(`it answered ${answer.status}`);
      const wanted = demoState.parse(await answer.json());
      if (wanted.changedAt === playedSince) return standing;
      playedSince = wanted.changedAt;
      say(`The fleet is ${wanted.scenario}${wanted.faults.length > 0 ? ` with ${wanted.faults.join(', ')}` : ''} from ${new Date(nextStep * standing.stepMs).toISOString()} on.`);
      return standing.fork(demoEvents(wanted, standing.servers, nextStep));
    } catch (error) {
      say(`The service could not be asked what to play: ${(error as Error).message}`);
      return standing;
    }
  };
}
