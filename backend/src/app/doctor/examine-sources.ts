import type { SourceFault, StepReading } from '../../domain/series/ports.ts';
import { lastSettledStep } from '../../domain/series/step-grid.ts';
import { reasonOf } from '../../io/reason.ts';
import type { Config } from '../config/config.ts';
import type { SourceSetting } from '../config/schema.ts';
import { metricSource } from '../cycle/metric-source.ts';
import type { Finding } from './finding.ts';

/** Steps looked at: one may be empty by chance, three are not. */
const lookedAtSteps = 3;

/** A clock that is further off than this shifts samples into the wrong steps now and then. */
const noticeableSkewMs = 5_000;

const levelOfFault: Readonly<Record<SourceFault['kind'], Finding['level']>> = {
  unreachable: 'wrong',
  unauthorised: 'wrong',
  'bad-query': 'wrong',
  'too-much': 'wrong',
  partial: 'hint',
};

/** Reads the last settled steps from every source and says what came, what did not, and whether its clock agrees with ours. */
export async function examineSources(config: Config, now: () => number, signal: AbortSignal): Promise<readonly Finding[]> {
  if (config.sources.length === 0) {
    const message = config.intake.enabled
      ? 'None is configured: only what is pushed to POST /api/v1/write will be forecast.'
      : 'None is configured and the intake is switched off, so there is nothing to forecast: add one under sources, or set intake.enabled to true.';
    return [{ level: config.intake.enabled ? 'hint' : 'wrong', subject: 'sources', message }];
  }
  const findings: Finding[] = [];
  for (const setting of config.sources) findings.push(...(await examineSource(setting as SourceSetting, config, now, signal)));
  return findings;
}

async function examineSource(setting: SourceSetting, { grid, region }: Config, now: () => number, signal: AbortSignal): Promise<readonly Finding[]> {
  const subject = `source ${setting.name}`;
  let source;
  try {
    source = metricSource(setting, region.name);
  } catch (error) {
    return [{ level: 'wrong', subject, message: `It cannot be set up: ${reasonOf(error)}.` }];
  }
  const stepMs = grid.stepSeconds * 1000;
  const toStep = lastSettledStep({ stepMs }, now(), grid.settleSeconds * 1000);
  const startedMs = now();
  const reading = await source.readSteps({ fromStep: toStep - lookedAtSteps + 1, toStep, stepMs }, signal);
  const seconds = ((now() - startedMs) / 1000).toFixed(1);
  const findings: Finding[] = reading.faults.map((fault) => ({ level: levelOfFault[fault.kind], subject, message: fault.message }));
  if (reading.faults.some((fault) => fault.kind === 'unreachable' || fault.kind === 'unauthorised')) return findings;

  const counts = source.metrics.map((metric) => ({ metric: metric.name, servers: serversWith(reading, metric.name) }));
  const silent = counts.filter((count) => count.servers === 0).map((count) => count.metric);
  const minutes = Math.round((lookedAtSteps * stepMs) / 60_000);
  if (silent.length === counts.length) {
    const advice = 'Are the exporters being collected there, and does the preset (or the query under metrics) fit them? What began just now is seen once a step has ended.';
    findings.push({ level: 'wrong', subject, message: `${source.address} answers, but has had nothing on ${silent.join(', ')} for ${minutes} minutes. ${advice}` });
  } else {
    const seen = counts.filter((count) => count.servers > 0).map((count) => `${count.metric} ${count.servers}`);
    findings.push({ level: 'ok', subject, message: `${source.address} answered in ${seconds} s: ${reading.servers.length} servers; with values: ${seen.join(', ')}.` });
    if (silent.length > 0) findings.push({ level: 'hint', subject, message: `Nothing on ${silent.join(', ')} for ${minutes} minutes: collect it there, or leave it out with presetMetrics.` });
  }
  findings.push(...clockFindings(subject, await source.clockAheadMs(now, signal).catch(() => null), grid.settleSeconds));
  return findings;
}

function serversWith(reading: StepReading, metric: string): number {
  return reading.series.filter((series) => series.metric === metric && series.values.some((value) => !Number.isNaN(value))).length;
}

function clockFindings(subject: string, aheadMs: number | null, settleSeconds: number): readonly Finding[] {
  if (aheadMs === null || Math.abs(aheadMs) < noticeableSkewMs) return [];
  const off = `Its clock is ${Math.round(Math.abs(aheadMs) / 1000)} s ${aheadMs > 0 ? 'ahead of' : 'behind'} this machine's`;
  const beyond = Math.abs(aheadMs) > settleSeconds * 1000;
  return [{ level: beyond ? 'wrong' : 'hint', subject, message: `${off}${beyond ? `, more than the ${settleSeconds} s after which a step is read` : ''}: keep both in time with NTP.` }];
}
