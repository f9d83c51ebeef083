/** Which steps of a series training leaves out. */

/** Before and after an incident the series is not itself either. */
const paddingMs = 30 * 60_000;
/** More of a series is never left out for incidents: what is always in trouble is learned as it is. */
const mostLeftOut = 0.2;

export interface TimeSpan {
  readonly startMs: number;
  /** Null: it goes on. */
  readonly endMs: number | null;
}

/** Time that a model should not learn from. */
export interface LeftOutSpan extends TimeSpan {
  readonly cause: 'incident' | 'maintenance';
  /** Null: every server. */
  readonly serverId: string | null;
}

/**
 * 1 for each step of a series (value i belongs to step firstStep + i, which covers (stamp - step, stamp]) that lies in an incident,
 * padded by 30 minutes, or in a maintenance window. Incidents are taken from the newest step back until a fifth of the series is left
 * out; maintenance is known to be no normal time and always left out.
 */
export function leftOutSteps(firstStep: number, length: number, stepMs: number, incidents: readonly TimeSpan[], maintenance: readonly TimeSpan[]): Uint8Array {
  const leftOut = new Uint8Array(length);
  const place = (timeMs: number, round: (value: number) => number) => Math.max(0, Math.min(length, round(timeMs / stepMs) - firstStep));
  const placesOf = ({ startMs, endMs }: TimeSpan, padding: number) => ({ from: place(startMs - padding, (at) => Math.floor(at) + 1), to: endMs === null ? length : place(endMs + padding, (at) => Math.ceil(at) + 1) });
  let left = Math.floor(mostLeftOut * length);
  for (const { from, to } of incidents.map((incident) => placesOf(incident, paddingMs)).sort((a, b) => b.to - a.to)) {
    for (let i = to - 1; i >= from && left > 0; i--) {
      if (leftOut[i] === 1) continue;
      leftOut[i] = 1;
      left -= 1;
    }
  }
  for (const window of maintenance) {
    const { from, to } = placesOf(window, 0);
    leftOut.fill(1, from, to);
  }
  return leftOut;
}
