import type { FloorName } from './floors.ts';

/** Which floor speaks at which lead; null: none, the model does. In between two leads both speak, the nearer one more. */
export interface FloorsByLead {
  /** Steps after the origin, ascending. */
  readonly leads: readonly number[];
  readonly floors: readonly (FloorName | null)[];
}

/** What part of the word at `step` (1: the first after the origin) a floor has; null: the model. Linear between the leads. */
export function partAt({ leads, floors }: FloorsByLead, floor: FloorName | null, step: number): number {
  const after = leads.findIndex((lead) => lead >= step);
  if (after < 0) return Number(floors.at(-1) === floor);
  if (after === 0) return Number(floors[0] === floor);
  const way = (step - leads[after - 1]) / (leads[after] - leads[after - 1]);
  return (1 - way) * Number(floors[after - 1] === floor) + way * Number(floors[after] === floor);
}

/** The floor with the largest part of the horizon. */
export function mainFloor(byLead: FloorsByLead, horizonSteps: number): FloorName | null {
  let best: FloorName | null = null;
  let most = 0;
  for (const floor of new Set(byLead.floors)) {
    if (floor === null) continue;
    let part = 0;
    for (let step = 1; step <= horizonSteps; step++) part += partAt(byLead, floor, step);
    if (part > most) [best, most] = [floor, part];
  }
  return best;
}
