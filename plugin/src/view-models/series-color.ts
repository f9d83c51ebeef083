/** Colours of Grafana's classic palette that are told apart from each other and from the red and orange of thresholds. */
const palette = ['blue', 'green', 'purple', 'super-light-blue', 'yellow', 'dark-green', 'light-purple', 'dark-blue'] as const;

/** The colour of the n-th series of an answer, by its name in Grafana's themes. */
export function seriesColor(index: number): string {
  return palette[index % palette.length] ?? palette[0];
}
