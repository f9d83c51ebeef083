export interface Found {
  readonly metric: Readonly<Record<string, string>>;
  readonly value: readonly [number, string];
}

/** What an instant query finds as of a moment. */
export async function promql(url: string, query: string, atMs: number): Promise<readonly Found[]> {
  const answer = (await (await fetch(`${url}/api/v1/query?query=${encodeURIComponent(query)}&time=${atMs / 1000}`)).json()) as { readonly data: { readonly result: readonly Found[] } };
  return answer.data.result;
}
