/**
 * A curve from stated probabilities to what came of them: logit(came) = a + b logit(stated) (Platt 1999 on the logarithm of the odds),
 * drawn towards a prior. Two figures, so that few cases suffice, and strictly rising, so that what was likelier stays likelier.
 */
export interface LogisticCurve {
  readonly level: number;
  readonly slope: number;
}

/** Stated probabilities taken at their word. */
export const atTheirWord: LogisticCurve = { level: 0, slope: 1 };

const least = 0.002;
const leastSlope = 0.2;
const rounds = 12;

export function onLogistic({ level, slope }: LogisticCurve, stated: number): number {
  return 1 / (1 + Math.exp(-level - slope * logit(stated)));
}

/** cases[i] of which breaches[i] came were stated at stated[i]. `weight`: what the prior is worth. Newton's method. */
export function fitLogistic(stated: readonly number[], cases: ArrayLike<number>, breaches: ArrayLike<number>, prior: LogisticCurve, weight: number): LogisticCurve {
  let { level, slope } = prior;
  for (let round = 0; round < rounds; round++) {
    let [toLevel, toSlope] = [weight * (prior.level - level), weight * (prior.slope - slope)];
    let [levels, slopes, both] = [weight, weight, 0];
    stated.forEach((probability, i) => {
      if (cases[i] === 0) return;
      const x = logit(probability);
      const said = onLogistic({ level, slope }, probability);
      const spread = said * (1 - said) * cases[i];
      const excess = breaches[i] - said * cases[i];
      toLevel += excess;
      toSlope += excess * x;
      levels += spread;
      slopes += spread * x * x;
      both += spread * x;
    });
    const determinant = levels * slopes - both * both;
    level += bounded((slopes * toLevel - both * toSlope) / determinant, 1);
    slope = Math.max(leastSlope, slope + bounded((levels * toSlope - both * toLevel) / determinant, 0.5));
  }
  return { level, slope };
}

function logit(probability: number): number {
  return Math.log(Math.max(least, probability) / Math.max(least, 1 - probability));
}

function bounded(value: number, most: number): number {
  return Math.max(-most, Math.min(most, value));
}
