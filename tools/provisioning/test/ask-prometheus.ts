import type { AskPrometheus, Row } from '../rule-run.ts';

interface Answer {
  readonly status: string;
  readonly error?: string;
  readonly data?: { readonly result: ReadonlyArray<{ readonly metric: Row['labels']; readonly value: readonly [number, string] }> };
}

/** Instant queries of a Prometheus; one that it does not understand is an error with its words. */
export function askPrometheus(url: string): AskPrometheus {
  return async (expr, atMs) => {
    const answer = await fetch(`${url}/api/v1/query`, { method: 'POST', body: new URLSearchParams({ query: expr, time: String(atMs / 1000) }) });
    const { status, error, data } = (await answer.json()) as Answer;
    if (status !== 'success') throw new Error(`${error}: ${expr}`);
    return data!.result.map(({ metric, value }) => ({ labels: metric, value: Number(value[1]) }));
  };
}
