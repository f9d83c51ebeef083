/**
 * Peak utilisation as capacity planners mean it: the largest mean over half an hour, not one step that noise or a single
 * crowd has lifted. `isJudged` [H] says which steps count; a stretch shorter than half an hour counts whole. NaN without any.
 */
export function busiestHalfHour(values: ArrayLike<number>, isJudged: Uint8Array, stepSeconds: number): number {
  const steps = Math.max(1, Math.round(1800 / stepSeconds));
  let busiest = NaN;
  let longest = 0;
  let [sum, run] = [0, 0];
  for (let h = 0; h < isJudged.length; h++) {
    if (isJudged[h] === 0 || !Number.isFinite(values[h])) {
      [sum, run] = [0, 0];
      continue;
    }
    sum += values[h];
    run += 1;
    if (run > steps) {
      sum -= values[h - steps];
      run = steps;
    }
    // Stretches too short for half an hour only count while nothing longer was seen.
    if (run < longest) continue;
    const mean = sum / run;
    if (run > longest || !(mean <= busiest)) busiest = mean;
    longest = run;
  }
  return busiest;
}
