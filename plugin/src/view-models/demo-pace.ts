import type { DemoState } from '@fleetcast/contract';
import { minutesInWords } from './spans-of-time.ts';

/** When what is played can be seen. */
export function paceText({ speed, stepSeconds }: DemoState): string {
  const follows = `It begins with the next step of ${minutesInWords(stepSeconds / 60)}; forecasts and risk follow with the cycle after it.`;
  return speed === 1 ? follows : `${follows} The fleet lives ${speed} times as fast as the clock on the wall: a step takes ${Number((stepSeconds / speed).toFixed(1))} seconds.`;
}
