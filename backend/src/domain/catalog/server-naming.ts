import { z } from 'zod';
import type { ObservedServer } from '../series/ports.ts';
import { defaultProfileRules, profileOfName, type ProfileRule, unknownProfile } from './profiles.ts';
import { serverIdOf } from './server-identity.ts';

const pattern = z.string().refine(isRegularExpression, 'is not a valid regular expression');
const patternWithGroup = pattern.refine((text) => isRegularExpression(text) && hasGroup(text), 'needs a group in round brackets around the part to take');
const labelNames = z.array(z.string().min(1));

/** How the labels of a series become a server: which name it has, and its region, tier and profile. */
export const serverNaming = z.strictObject({
  name: z
    .strictObject({
      labels: labelNames.min(1).default(['server', 'host', 'hostname', 'host_name', 'nodename', 'instance']).describe('the first that a series carries names its server'),
      pattern: patternWithGroup.default('^(.+?)(?::\\d+)?$').describe('its first group is the name; the default drops a port'),
    })
    .prefault({}),
  identity: labelNames.default([]).describe('labels beside the name that tell servers of one name apart, e.g. namespace'),
  region: z
    .strictObject({
      labels: labelNames.default(['region', 'datacenter', 'dc']),
      fromName: patternWithGroup.optional(),
      fallback: z.string().min(1).max(64).optional().describe('for servers of which nothing tells the region; unset: the region of the service'),
    })
    .prefault({}),
  tier: z.strictObject({ labels: labelNames.default(['tier']), fromName: patternWithGroup.optional() }).prefault({}),
  profile: z
    .strictObject({
      labels: labelNames.default(['profile', 'role']),
      fromName: z
        .array(z.strictObject({ pattern, profile: z.string().min(1).max(64) }))
        .default([])
        .describe('tried in order before the built-in rules (web, app, database, cache, batch)'),
    })
    .prefault({}),
});
export type ServerNaming = z.infer<typeof serverNaming>;

type Labels = Readonly<Record<string, string>>;

function isRegularExpression(text: string): boolean {
  try {
    new RegExp(text);
    return true;
  } catch {
    return false;
  }
}

/** Whether an expression captures something: matched against nothing, `expression|` reports how many groups it has. */
function hasGroup(text: string): boolean {
  return (new RegExp(`${text}|`).exec('')?.length ?? 0) > 1;
}

function firstPresent(labels: Labels, names: readonly string[]): string | undefined {
  for (const name of names) {
    const value = labels[name];
    if (value !== undefined && value !== '') return value;
  }
  return undefined;
}

/** Turns labels into servers by one naming; keeps the ids it has made, for a fleet is named again at every read. */
export class ServerNamer {
  private readonly naming: ServerNaming;
  private readonly fallbackRegion: string;
  private readonly namePattern: RegExp;
  private readonly regionFromName: RegExp | null;
  private readonly tierFromName: RegExp | null;
  private readonly profileRules: readonly ProfileRule[];
  private readonly idByKey = new Map<string, string>();

  /** Servers of which nothing tells the region belong to `defaultRegion`. */
  constructor(naming: ServerNaming, defaultRegion: string) {
    const compiled = (text: string | undefined) => (text === undefined ? null : new RegExp(text));
    this.naming = naming;
    this.fallbackRegion = naming.region.fallback ?? defaultRegion;
    this.namePattern = new RegExp(naming.name.pattern);
    this.regionFromName = compiled(naming.region.fromName);
    this.tierFromName = compiled(naming.tier.fromName);
    this.profileRules = [...naming.profile.fromName.map((rule) => ({ pattern: new RegExp(rule.pattern, 'i'), profile: rule.profile })), ...defaultProfileRules];
  }

  /** The server that a series belongs to; undefined when no label names one. */
  observe(labels: Labels): ObservedServer | undefined {
    const { naming } = this;
    const named = firstPresent(labels, naming.name.labels);
    const name = named === undefined ? undefined : this.namePattern.exec(named)?.[1];
    if (name === undefined || name === '') return undefined;
    const region = (firstPresent(labels, naming.region.labels) ?? this.regionFromName?.exec(name)?.[1] ?? this.fallbackRegion).slice(0, 64);
    const tier = firstPresent(labels, naming.tier.labels) ?? this.tierFromName?.exec(name)?.[1] ?? null;
    const profile = firstPresent(labels, naming.profile.labels) ?? profileOfName(name, this.profileRules);
    return {
      serverId: this.idOf(region, name, labels),
      server: name.slice(0, 256),
      region,
      tier: tier?.slice(0, 128) ?? null,
      profile: profile.slice(0, 64) || unknownProfile,
      labels,
    };
  }

  private idOf(region: string, name: string, labels: Labels): string {
    const identity: Record<string, string> = { server: name };
    for (const label of this.naming.identity) identity[label] = labels[label] ?? '';
    const key = JSON.stringify([region, identity]);
    let id = this.idByKey.get(key);
    if (id === undefined) {
      id = serverIdOf(region, identity);
      // short-lived pods would otherwise grow this for ever
      if (this.idByKey.size >= 100_000) this.idByKey.clear();
      this.idByKey.set(key, id);
    }
    return id;
  }
}
