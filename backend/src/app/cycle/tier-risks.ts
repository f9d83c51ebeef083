import type { TierRisk } from '@fleetcast/contract';
import type { JointCalibration, StatedJointly } from '../../domain/evaluation/joint-calibration.ts';
import type { FleetForecast } from '../../domain/forecasting/fleet-forecast.ts';
import { JointBreaches, type JointMember } from '../../domain/forecasting/joint-breaches.ts';
import type { ServerDirectory } from '../../domain/publication/server-directory.ts';
import { isBeyond } from '../../domain/series/breach-onsets.ts';
import type { FleetWindows } from '../../domain/series/fleet-windows.ts';

type JudgedFleet = Pick<FleetForecast, 'quantiles' | 'breaches'>;

export interface TierRiskSettings {
  readonly stepSeconds: number;
  readonly horizonSteps: number;
  /** Share of a tier's servers whose joint breach is asked about. */
  readonly togetherShare: number;
}

/** Metrics that rise in proportion when fewer servers carry the same load. */
const followsLoad = (metric: string) => /^cpu(_|$)/.test(metric);

interface Group {
  readonly region: string;
  readonly tier: string;
  readonly metric: string;
  readonly severity: TierRisk['severity'];
  readonly members: JointMember[];
}

function whoOf({ region, tier, metric, severity }: Omit<Group, 'members'>): string {
  return [region, tier, metric, severity].join('\n');
}

/** The joint risk of every tier with two servers or more, from one cycle's forecast, as such risks have turned out. */
export class TierRisks {
  private readonly settings: TierRiskSettings;
  private readonly joint: JointBreaches;
  private readonly calibration: JointCalibration;

  constructor(settings: TierRiskSettings, calibration: JointCalibration) {
    this.settings = settings;
    this.calibration = calibration;
    this.joint = new JointBreaches(settings.stepSeconds, settings.horizonSteps);
  }

  /** The likeliest first. */
  of(forecast: JudgedFleet, windows: FleetWindows, directory: ServerDirectory): TierRisk[] {
    this.calibration.resolve(windows);
    const stated: StatedJointly[] = [];
    const risks = groupsOf(forecast, windows, directory).filter(({ members }) => members.length > 1).map((group) => {
      const { metric, members } = group;
      const atLeast = this.joint.atLeast(windows, forecast.quantiles, members);
      stated.push({ who: whoOf(group), metric, members: members.map(({ row, threshold }) => ({ serverId: windows.rows[row].serverId, threshold })), atLeast });
      return this.riskOf(group, atLeast, forecast, windows);
    });
    this.calibration.remember(windows.originStep, stated);
    return risks.sort((a, b) => b.together.probability - a.together.probability || b.atLeast[0] - a.atLeast[0] || a.tier.localeCompare(b.tier));
  }

  private riskOf({ members, ...group }: Group, stated: Float32Array, { quantiles }: JudgedFleet, windows: FleetWindows): TierRisk {
    const n = members.length;
    const underWay = members.filter(({ row, threshold }) => isBeyond(windows.window(row).at(-1)!, threshold)).length;
    const asTurnedOut = (atLeast: Float32Array) => this.calibration.calibrated(group.metric, whoOf(group), atLeast, underWay);
    const chances = asTurnedOut(stated);
    const asked = (servers: number) => Math.max(1, Math.ceil(this.settings.togetherShare * servers));
    const share = (value: number) => Math.min(1, Math.round(1000 * value) / 1000);
    const [together, rest] = [asked(n), asked(n - 1)];
    // Whose loss leaves the least room is not known: each of the rest carries n / (n - 1) of its load.
    const afterOneLoss = followsLoad(group.metric) ? { servers: rest, probability: share(asTurnedOut(this.joint.atLeast(windows, quantiles, members, n / (n - 1)))[rest - 1]) } : null;
    return { ...group, servers: n, atLeast: Array.from(chances, share), together: { servers: together, probability: share(chances[together - 1]) }, afterOneLoss };
  }
}

function groupsOf(forecast: JudgedFleet, windows: FleetWindows, directory: ServerDirectory): Group[] {
  const servers = new Map(directory.servers.map((server) => [server.serverId, server]));
  const groups = new Map<string, Group>();
  windows.rows.forEach(({ serverId, metric }, row) => {
    const server = servers.get(serverId);
    if (server === undefined || server.tier === null) return;
    for (const { threshold, severity } of forecast.breaches[row]) {
      const key = whoOf({ region: server.region, tier: server.tier, metric, severity });
      let group = groups.get(key);
      if (group === undefined) groups.set(key, (group = { region: server.region, tier: server.tier, metric, severity, members: [] }));
      group.members.push({ row, threshold });
    }
  });
  return [...groups.values()];
}
