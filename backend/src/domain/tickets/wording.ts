import { speakerTitle } from '@fleetcast/contract';

import { isGraver, type Warning, type WarningOutcome, type WarningSeverity } from '../warnings/warning.ts';

/** What a ticket says, whatever markup its system wants. */
export interface TicketText {
  readonly summary: string;
  readonly severity: WarningSeverity;
  readonly sections: ReadonlyArray<{ readonly title: string; readonly lines: readonly string[] }>;
  /** Where to look; null: Grafana told no address. */
  readonly link: { readonly text: string; readonly url: string } | null;
}

/** What is recommended now, best first. */
export interface Advice {
  readonly title: string;
  readonly minutes: number;
  readonly why: readonly string[];
}

export interface TicketFacts {
  /** The group, its lead first. */
  readonly warnings: readonly Warning[];
  /** Null: it could not be asked for. */
  readonly advice: readonly Advice[] | null;
  /** Why the lead's forecast is as it is, most important first; null: it could not be asked for. */
  readonly reasons: readonly string[] | null;
  readonly grafanaUrl: string | null;
  /** Whether an alert still fires. */
  readonly isFiring: boolean;
  readonly reference: string;
}

const mostAdvice = 3;
const mostNamed = 20;
/** Both vendors take more; a list of tickets shows less. */
const mostSummary = 200;

const outcomeTexts: Readonly<Record<WarningOutcome, string>> = {
  pending: 'its time has not passed',
  'came-true': 'the breach has come',
  late: 'the breach has come, less than 30 minutes after the warning',
  prevented: 'no breach came, and an action had been recorded',
  false: 'no breach came within the horizon',
  unobserved: 'too little was observed to say whether the breach came',
};

/** What, when, how sure, why and what to do, from the warnings' own figures. Times are absolute: a ticket is read later. */
export function ticketText({ warnings, advice, reasons, grafanaUrl, isFiring, reference }: TicketFacts): TicketText {
  const [lead] = warnings;
  const others = warnings.length - 1;
  const severity = warnings.reduce<WarningSeverity>((gravest, one) => (isGraver(one.severity, gravest) ? one.severity : gravest), lead.severity);
  const more = others === 0 ? '' : ` and ${others} more`;
  return {
    summary: clipped(`${severity}: ${whatOf(lead)}${more}`, mostSummary),
    severity,
    sections: [
      { title: 'What', lines: [`${whatOf(lead)}.`] },
      { title: 'When', lines: [`About ${utc(lead.impact.p50AtMs)}; 8 times in 10 between ${utc(lead.impact.p10AtMs)} and ${utc(lead.impact.p90AtMs)}.`] },
      { title: 'How sure', lines: [howSure(lead)] },
      { title: 'Why', lines: whyLines(lead, reasons, advice) },
      { title: 'What to do', lines: actionLines(lead, advice) },
      ...(others === 0 ? [] : [{ title: 'Also affected', lines: affected(warnings.slice(1)) }]),
      { title: 'State', lines: [...warnings.slice(0, mostNamed).map(stateOf), ...(isFiring ? [] : ['Grafana has resolved every alert about it.']), `Kept by Fleetcast as ${reference}: this text is replaced when something changes, comments are not.`] },
    ],
    link: grafanaUrl === null ? null : { text: `${lead.server} in Grafana`, url: `${grafanaUrl.replace(/\/+$/, '')}/a/fleetcast-forecasting-app/servers/${encodeURIComponent(lead.serverId)}` },
  };
}

function whatOf({ server, region, metric, threshold: { value, direction } }: Warning): string {
  return `${metric} of ${server} (${region}) is expected ${direction} ${value}`;
}

function howSure({ probability, actionability: { hasSkill }, speaker }: Warning): string {
  const proven = hasSkill ? 'whose forecasts of this series have proven better than simple ones' : 'whose forecasts of this series have not proven better than simple ones yet';
  return `${Math.round(probability * 100)}%, says ${speakerTitle(speaker)}, ${proven}.`;
}

function whyLines({ groupedBecause }: Warning, reasons: readonly string[] | null, advice: readonly Advice[] | null): readonly string[] {
  const ofAdvice = (advice ?? []).slice(0, mostAdvice).flatMap(({ why }) => why);
  const lines = [...new Set([...(reasons ?? []), ...ofAdvice]), ...(groupedBecause === null ? [] : [`Grouped: ${groupedBecause}.`])];
  return lines.length > 0 ? lines : ['The forecast alone says so; the Server page explains it.'];
}

function actionLines({ actionability: { recommendation } }: Warning, advice: readonly Advice[] | null): readonly string[] {
  if (advice !== null && advice.length > 0) return advice.slice(0, mostAdvice).map(({ title, minutes }) => `${title} (about ${Math.round(minutes)} minutes)`);
  if (recommendation !== null) return [recommendation];
  return [advice === null ? 'What is recommended could not be asked for when this was written; the Server page shows it.' : 'The playbook recommends nothing for this.'];
}

function affected(others: readonly Warning[]): readonly string[] {
  const named = others.slice(0, mostNamed).map((one) => `${whatOf(one)}${one.groupedBecause === null ? '' : ` (${one.groupedBecause})`}.`);
  return others.length > mostNamed ? [...named, `And ${others.length - mostNamed} more.`] : named;
}

function stateOf({ server, metric, state, acknowledged, openedAtMs, outcome, actions }: Warning): string {
  const by = acknowledged === null ? '' : ` by ${acknowledged.by} at ${utc(acknowledged.atMs)}`;
  const done = actions.length === 0 ? '' : ` Done: ${actions.map(({ text }) => text).join('; ')}.`;
  return `${metric} of ${server}: warned at ${utc(openedAtMs)}, ${state}${by}; ${outcomeTexts[outcome]}.${done}`;
}

function utc(epochMs: number): string {
  return `${new Date(epochMs).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

function clipped(text: string, mostCharacters: number): string {
  const characters = [...text];
  return characters.length <= mostCharacters ? text : `${characters.slice(0, mostCharacters - 1).join('')}…`;
}
