/** How far two accounts of the same parts agree. */
export interface Agreement {
  /** Spearman's rank correlation of the signed effects, -1 to 1; null with fewer than three parts, or when one account tells no differences. */
  readonly rankCorrelation: number | null;
  /** Both name the same part as the one that moved the forecast most. */
  readonly sameFirst: boolean;
}

export function agreementOf(first: readonly number[], second: readonly number[]): Agreement {
  return { rankCorrelation: first.length < 3 ? null : correlation(ranks(first), ranks(second)), sameFirst: largest(first) === largest(second) };
}

function largest(values: readonly number[]): number {
  return values.reduce((best, value, i) => (Math.abs(value) > Math.abs(values[best]) ? i : best), 0);
}

/** Equal values share the mean of their ranks. */
function ranks(values: readonly number[]): number[] {
  return values.map((value) => {
    const below = values.filter((other) => other < value).length;
    const equal = values.filter((other) => other === value).length;
    return below + (equal - 1) / 2;
  });
}

/** Pearson's; null when either side does not vary. */
export function correlation(first: readonly number[], second: readonly number[]): number | null {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [middleA, middleB] = [mean(first), mean(second)];
  let [together, a, b] = [0, 0, 0];
  for (let i = 0; i < first.length; i++) {
    together += (first[i] - middleA) * (second[i] - middleB);
    a += (first[i] - middleA) ** 2;
    b += (second[i] - middleB) ** 2;
  }
  return a > 0 && b > 0 ? together / Math.sqrt(a * b) : null;
}
