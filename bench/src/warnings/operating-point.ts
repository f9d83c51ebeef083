/** The operating point: when a warning pages. Chosen on fleets or days set aside for it, never on those that are reported. */
import type { WarningPolicy } from '@fleetcast/backend/src/domain/warnings/policy.ts';
import { loadConfig } from '@fleetcast/backend/src/app/config/config.ts';
import type { Verdict } from './warnings-of-fleet.ts';

type Page = WarningPolicy['page'];

const withinMinutes = [60, 120, 240, 480];
const probabilities = [0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.91, 0.92, 0.93, 0.94, 0.95, 0.96, 0.97, 0.98, 0.995];
/** Fewer pages say nothing about a precision. */
const leastPages = 5;

/** Everything but the page as it is configured by default. */
function policyWith(page: Page): WarningPolicy {
  const defaults = loadConfig(null, {});
  if (defaults.kind === 'invalid') throw new Error('the defaults are valid');
  return { ...defaults.config.warnings, page };
}

/** The page that foresees most of those that are precise enough by a standard error, as other fleets and days differ; the most precise one when none is. */
export function chooseOperatingPoint(leastPrecision: number, verdictWith: (policy: WarningPolicy) => Verdict): { readonly policy: WarningPolicy; readonly verdict: Verdict } {
  const tried = withinMinutes.flatMap((within) => probabilities.map((probability) => {
    const policy = policyWith({ withinMinutes: within, probability });
    return { policy, verdict: verdictWith(policy) };
  }));
  const judged = tried.filter(({ verdict }) => verdict.pages >= leastPages);
  const precision = ({ verdict }: (typeof tried)[number]) => verdict.true / verdict.pages;
  const standardError = (one: (typeof tried)[number]) => Math.sqrt((precision(one) * (1 - precision(one))) / one.verdict.pages);
  const precise = judged.filter((one) => precision(one) - standardError(one) >= leastPrecision);
  if (precise.length > 0) return precise.reduce((best, one) => (one.verdict.foreseen > best.verdict.foreseen ? one : best));
  return judged.length > 0 ? judged.reduce((best, one) => (precision(one) > precision(best) ? one : best)) : tried.at(-1)!;
}

/** Several fleets as one. */
export function sumOf(verdicts: readonly Verdict[]): Verdict {
  const total = (figure: 'pages' | 'true' | 'late' | 'events' | 'foreseen' | 'servers') => verdicts.reduce((sum, verdict) => sum + verdict[figure], 0);
  return { pages: total('pages'), true: total('true'), late: total('late'), events: total('events'), foreseen: total('foreseen'), servers: total('servers'), leadMinutes: verdicts.flatMap(({ leadMinutes }) => leadMinutes) };
}
