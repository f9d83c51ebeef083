/** Which steps of a series training leaves out. */

/** Before and after an incident the series is not itself either. */
const paddingMs = 30 * 60_000;
/** More of a series is never left out: what is always in trouble is how it is. */
const mostLeftOut = 0.2;

export interface TimeSpan {
  readonly startMs: number;
  /** Null: it goes on. */
  readonly endMs: number | null;
}

/**
 * 1 for each step of a series (value i belongs to step firstStep + i, which covers (stamp - step, stamp]) that lies in an incident,
 * padded by 30 minutes, or in a maintenance window. Incidents are taken newest first until a fifth of the series is left out;
 * maintenance is known to be no normal time and always left out.
 */
export function leftOutSteps(firstStep: number, length: number, stepMs: number, incidents: readonly TimeSpan[], maintenance: readonly TimeSpan[]): Uint8Array {
  const leftOut = new Uint8Array(length);
  const place = (timeMs: number, round: (value: number) => number) => Math.max(0, Math.min(length, round(timeMs / stepMs) - firstStep));
  const spanOf = ({ startMs, endMs }: TimeSpan, padding: number) => ({ from: place(startMs - padding, (at) => Math.floor(at) + 1), to: endMs === null ? length : place(endMs + padding, (at) => Math.ceil(at) + 1) });
  const most = Math.floor(mostLeftOut * length);
  let count = 0;
  for (const incident of [...incidents].sort((a, b) => b.startMs - a.startMs)) {
    const { from, to } = spanOf(incident, paddingMs);
    let fresh = 0;
    for (let i = from; i < to; i++) if (leftOut[i] === 0) fresh += 1;
    if (count + fresh > most) break;
    leftOut.fill(1, from, to);
    count += fresh;
  }
  for (const window of maintenance) {
    const { from, to } = spanOf(window, 0);
    leftOut.fill(1, from, to);
  }
  return leftOut;
}
