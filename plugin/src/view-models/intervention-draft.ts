/** A change as the form holds it: plain numbers and choices, with times in hours from the newest step. */
import type { Intervention, InterventionKind } from '@fleetcast/contract';

/** Whom a form can name: the asked server's tier and its neighbours. */
export interface DraftPlace {
  readonly serverId: string;
  readonly server: string;
  readonly tier: string | null;
  /** Servers of the same tier, this one included. */
  readonly peers: ReadonlyArray<{ readonly serverId: string; readonly server: string }>;
  /** Stamp of the newest observed step: hours count from there. */
  readonly originMs: number;
}

export interface InterventionDraft {
  readonly kind: InterventionKind;
  /** Values of the kind's sliders, by name. */
  readonly numbers: Readonly<Record<string, number>>;
  /** A server or tier chosen from a list, where the kind has one. */
  readonly choice: string | null;
  /** The server alone instead of its tier. */
  readonly isAlone: boolean;
  readonly fromHours: number;
  readonly toHours: number;
}

export const horizonHours = 8;

export interface SliderField {
  readonly name: string;
  readonly label: string;
  readonly least: number;
  readonly most: number;
  readonly step: number;
  readonly first: number;
  readonly unit: string;
}

interface KindForm {
  readonly title: string;
  readonly sliders: readonly SliderField[];
  /** What the list of the kind holds. */
  readonly chooses: 'peer' | 'other-peer' | null;
  /** Whether it may be about the server alone or its tier. */
  readonly hasScope: boolean;
  readonly hasTime: boolean;
  readonly needsTier: boolean;
}

const slider = (name: string, label: string, [least, most, step]: readonly [number, number, number], first: number, unit: string): SliderField => ({ name, label, least, most, step, first, unit });
const jobSliders = [
  slider('startHours', 'Next run begins in', [0, horizonHours, 0.25], 2, 'h'),
  slider('minutes', 'A run takes', [5, 480, 5], 60, 'min'),
];
const form = (title: string, sliders: readonly SliderField[], rest: Partial<KindForm> = {}): KindForm => ({ title, sliders, chooses: null, hasScope: false, hasTime: true, needsTier: false, ...rest });

/** Hours at which a curve by hand has its points. */
export const curveHours = [0, 2, 4, 6, 8] as const;

export const kindForms: Readonly<Record<InterventionKind, KindForm>> = {
  traffic: form('More or less traffic', [slider('percent', 'Change of traffic', [-90, 300, 5], 50, '%')], { needsTier: true }),
  throttle: form('Throttle requests', [slider('share', 'Requests let through', [5, 95, 5], 70, '%')], { hasScope: true }),
  'scale-up': form('More or fewer cores', [slider('factor', 'Times the cores of today', [0.25, 8, 0.25], 2, '×')], { hasScope: true }),
  'scale-out': form('Add servers to the tier', [slider('servers', 'Servers that join', [1, 20, 1], 1, '')], { needsTier: true }),
  'scale-in': form('Take servers out of the tier', [slider('servers', 'Servers that leave', [1, 20, 1], 1, '')], { needsTier: true }),
  'server-out': form('One server fails or is taken out', [], { chooses: 'peer', needsTier: true }),
  'move-load': form('Move load to a neighbour', [slider('share', 'Share that moves', [5, 100, 5], 50, '%')], { chooses: 'other-peer', needsTier: true }),
  deploy: form('Deploy a dearer or cheaper version', [slider('percent', 'Change of cpu per request', [-80, 300, 5], 30, '%')], { hasScope: true }),
  'roll-back': form('Roll a deployment back', [slider('hoursAgo', 'It came', [1, 168, 1], 12, 'h ago')], { hasScope: true }),
  restart: form('Restart (clears a leak)', []),
  'reschedule-job': form('Run a nightly job at another time', [...jobSliders, slider('byHours', 'Move it by', [-12, 12, 0.5], 3, 'h')], { hasTime: false }),
  'thin-job': form('Give a nightly job fewer cores', [...jobSliders, slider('share', 'Of the cores it takes today', [5, 95, 5], 50, '%')], { hasTime: false }),
  'edit-input': form('Draw the demand by hand', curveHours.map((hour) => slider(`at${hour}`, hour === 0 ? 'Now' : `In ${hour} h`, [0, 400, 5], 100, '%')), { hasTime: false, hasScope: true }),
};

export const offeredKinds = Object.keys(kindForms) as InterventionKind[];

export function firstDraft(kind: InterventionKind, { serverId, peers }: DraftPlace): InterventionDraft {
  const { sliders, chooses } = kindForms[kind];
  const others = peers.filter((peer) => peer.serverId !== serverId);
  return {
    kind,
    numbers: Object.fromEntries(sliders.map(({ name, first }) => [name, first])),
    choice: chooses === null ? null : (others[0]?.serverId ?? null),
    isAlone: true,
    fromHours: 0,
    toHours: horizonHours,
  };
}

/** Kinds that make sense for this server. */
export function kindsFor({ tier, peers }: DraftPlace): readonly InterventionKind[] {
  return offeredKinds.filter((kind) => (!kindForms[kind].needsTier || tier !== null) && (kindForms[kind].chooses === null || peers.length > 1));
}

/** What the service is asked; null where a choice is missing. */
export function interventionOf({ kind, numbers, choice, isAlone, fromHours, toHours }: InterventionDraft, { serverId, tier, originMs }: DraftPlace): Intervention | null {
  const at = (hours: number) => new Date(originMs + hours * 3_600_000).toISOString();
  const time = { ...(fromHours > 0 && { startAt: at(fromHours) }), ...(toHours < horizonHours && { endAt: at(toHours) }) };
  const target = isAlone || tier === null ? { serverId } : { tier };
  const job = () => ({ serverId, jobStartAt: at(numbers.startHours), jobMinutes: numbers.minutes, everyMinutes: 1440 });
  switch (kind) {
    case 'traffic':
      return tier === null || numbers.percent === 0 ? null : { kind, tiers: [tier], changePercent: numbers.percent, ...time };
    case 'throttle':
      return { kind, target, limit: { share: numbers.share / 100 }, ...time };
    case 'scale-up':
      return { kind, target, resource: 'cpu', factor: numbers.factor, ...time };
    case 'scale-out':
    case 'scale-in':
      return tier === null ? null : { kind, tier, servers: numbers.servers, ...time };
    case 'server-out':
      return choice === null ? null : { kind, serverId: choice, ...time };
    case 'move-load':
      return choice === null ? null : { kind, from: serverId, to: choice, share: numbers.share / 100, ...time };
    case 'deploy':
      return { kind, target, costChangePercent: numbers.percent, ...time };
    case 'roll-back':
      return { kind, target, deployedAt: at(-numbers.hoursAgo), ...time };
    case 'restart':
      return { kind, serverId, ...(fromHours > 0 && { startAt: at(fromHours) }) };
    case 'reschedule-job':
      return { kind, ...job(), byMinutes: Math.round(60 * numbers.byHours) };
    case 'thin-job':
      return { kind, ...job(), coreShare: numbers.share / 100 };
    case 'edit-input':
      return { kind, target, input: 'demand', points: curveHours.map((hour) => ({ at: at(hour), factor: numbers[`at${hour}`] / 100 })) };
  }
}
