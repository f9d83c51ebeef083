import type { Explanation, ServerRecommendations } from '@fleetcast/contract';

/** One sentence of why, one of what to do, about the riskiest server of a demo; null where there is none. */
export function reasonAndAdvice({ groups, sentences }: Explanation, { server, outcome, reason, recommendations }: ServerRecommendations): { readonly why: string | null; readonly advice: string | null } {
  const [first] = groups;
  const why = first === undefined ? null : (sentences.find(({ figure }) => figure === `group:${first.group}`)?.text ?? first.title);
  const advice = outcome === 'recommended' ? recommendations[0]?.title : reason;
  return { why: why === null ? null : `${server}: ${why}`, advice: advice === undefined ? null : `${server}: ${advice}` };
}
