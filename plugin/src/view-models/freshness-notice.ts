import type { Freshness } from '@fleetcast/contract';
import { ageInWords } from './spans-of-time.ts';

export interface Notice {
  readonly severity: 'info' | 'warning' | 'error';
  readonly title: string;
  readonly text: string;
}

/** Said above everything that is drawn from a stale snapshot; null while it is fresh. */
export function staleNotice({ stale, staleReason, ageSeconds }: Freshness): Notice | null {
  if (!stale) return null;
  return {
    severity: 'warning',
    title: `These forecasts are ${ageInWords(ageSeconds)} old`,
    text: staleReason ?? 'The service has not finished a cycle since then. The Configuration page tests its sources.',
  };
}

/**
 * The line under a page's title. Moments, no ages: until the next snapshot an answer may come from the browser's cache, where an
 * age stands still.
 */
export function freshnessLine({ generatedAt, originAt }: Freshness, formatTime: (ms: number) => string): string {
  const computed = `Computed at ${formatTime(Date.parse(generatedAt))}`;
  return originAt === null ? computed : `${computed} from samples up to ${formatTime(Date.parse(originAt))}`;
}
