/** Samples live in one table a UTC day: retention drops tables, so old samples leave without rewriting what stays. */
export const dayMs = 86_400_000;

/** Days since 1970-01-01 UTC. */
export function dayOf(timeMs: number): number {
  return Math.floor(timeMs / dayMs);
}

export function tableOfDay(day: number): string {
  return `samples_${new Date(day * dayMs).toISOString().slice(0, 10).replaceAll('-', '')}`;
}

/** The day of a table of samples; null for any other table. */
export function dayOfTable(table: string): number | null {
  const date = /^samples_(\d{4})(\d{2})(\d{2})$/.exec(table);
  return date === null ? null : dayOf(Date.UTC(Number(date[1]), Number(date[2]) - 1, Number(date[3])));
}
