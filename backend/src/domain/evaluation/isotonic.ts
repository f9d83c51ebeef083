/**
 * The never falling sequence that is nearest to `values` in weighted squares: pool adjacent violators (Ayer et al. 1955; for
 * calibration Zadrozny and Elkan 2002).
 */
export function isotonic(values: readonly number[], weights: readonly number[]): number[] {
  const blocks: Array<{ sum: number; weight: number; count: number }> = [];
  values.forEach((value, i) => {
    let block = { sum: value * weights[i], weight: weights[i], count: 1 };
    while (blocks.length > 0 && blocks.at(-1)!.sum / blocks.at(-1)!.weight >= block.sum / block.weight) {
      const before = blocks.pop()!;
      block = { sum: before.sum + block.sum, weight: before.weight + block.weight, count: before.count + block.count };
    }
    blocks.push(block);
  });
  return blocks.flatMap(({ sum, weight, count }) => new Array<number>(count).fill(sum / weight));
}
