import { metricName } from '@fleetcast/contract';
import type { ObservedServer } from '../../series/ports.ts';
import { ServerNamer, type ServerNaming } from '../server-naming.ts';
import type { PushRule, PushRuleSet, SeriesSelector } from './push-rule.ts';

/** Labels of a raw series, its name under `__name__`. */
export type Labels = Readonly<Record<string, string>>;

/** What one raw series is to one rule. */
export interface SeriesRole {
  readonly rule: PushRule;
  /** Where several rules give the same metric of a server, the one of lower rank speaks. */
  readonly rank: number;
  readonly side: 'of' | 'per';
  readonly server: ObservedServer;
  readonly metric: string;
  /** Values of the rule's `each` labels: series of one part are added up. */
  readonly part: string;
}

interface Matcher {
  readonly name: RegExp;
  readonly tests: ReadonlyArray<{ readonly label: string; readonly pattern: RegExp; readonly wanted: boolean }>;
}

interface Entry {
  readonly rule: PushRule;
  readonly rank: number;
  readonly namer: ServerNamer;
  /** Labels that tell raw series of one server apart, and so say nothing about the server. */
  readonly seriesLabels: ReadonlySet<string>;
  readonly sides: ReadonlyArray<{ readonly side: 'of' | 'per'; readonly matcher: Matcher }>;
}

const whole = (pattern: string) => new RegExp(`^(?:${pattern})$`, 'u');

function matcherOf(selector: SeriesSelector): Matcher {
  const tests = (patterns: Readonly<Record<string, string>>, wanted: boolean) =>
    Object.entries(patterns).map(([label, pattern]) => ({ label, pattern: whole(pattern), wanted }));
  return { name: whole(selector.name), tests: [...tests(selector.where, true), ...tests(selector.whereNot, false)] };
}

function entryOf(rule: PushRule, rank: number, namer: ServerNamer, { name, identity, region, tier, profile }: ServerNaming): Entry {
  const naming = new Set([...name.labels, ...identity, ...region.labels, ...tier.labels, ...profile.labels]);
  const selectors = [rule.of, ...(rule.per === undefined ? [] : [rule.per])];
  const tested = selectors.flatMap((selector) => [...Object.keys(selector.where), ...Object.keys(selector.whereNot)]);
  return {
    rule,
    rank,
    namer,
    seriesLabels: new Set(['__name__', ...[...rule.each, ...tested].filter((label) => !naming.has(label))]),
    sides: selectors.map((selector, index) => ({ side: index === 0 ? 'of' : 'per', matcher: matcherOf(selector) })),
  };
}

/** All rules in force, ready to say what a raw series is. */
export class RuleBook {
  private readonly entries: readonly Entry[];
  /** One object a server, however many raw series it has. */
  private readonly servers = new Map<string, ObservedServer>();

  /** Series whose labels name no region belong to `region`. */
  constructor(sets: readonly PushRuleSet[], region: string) {
    const named = sets.flatMap(({ naming, rules }) => {
      const namer = new ServerNamer(naming, region);
      return rules.map((rule) => ({ rule, namer, naming }));
    });
    this.entries = named.map(({ rule, namer, naming }, rank) => entryOf(rule, rank, namer, naming));
  }

  /** What the series is to each rule that wants it; none: nobody wants it. */
  rolesOf(labels: Labels): readonly SeriesRole[] {
    const name = labels.__name__ ?? '';
    return this.entries.flatMap((entry) =>
      entry.sides.flatMap(({ side, matcher }) => {
        const match = matcher.name.exec(name);
        if (match === null || !matcher.tests.every((test) => test.pattern.test(labels[test.label] ?? '') === test.wanted)) return [];
        const metric = entry.rule.metric === '$1' ? match[1] : entry.rule.metric;
        const server = this.serverOf(labels, entry);
        if (server === undefined || !metricName.safeParse(metric).success) return [];
        const part = entry.rule.each.map((label) => labels[label] ?? '').join('\u0000');
        return [{ rule: entry.rule, rank: entry.rank, side, server, metric, part }];
      }),
    );
  }

  private serverOf(labels: Labels, { namer, seriesLabels }: Entry): ObservedServer | undefined {
    const observed = namer.observe(Object.fromEntries(Object.entries(labels).filter(([label]) => !seriesLabels.has(label))));
    if (observed === undefined) return undefined;
    const known = this.servers.get(observed.serverId);
    if (known !== undefined && known.profile === observed.profile && known.tier === observed.tier) return known;
    this.servers.set(observed.serverId, observed);
    return observed;
  }
}
