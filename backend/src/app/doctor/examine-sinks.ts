import { emptyRoll } from '../../domain/export/warning-roll.ts';
import type { NameStyle } from '../../domain/export/gauge.ts';
import { InfluxWriter } from '../../io/influxdb/influx-writer.ts';
import { identifyReceiver, type ReceiverIdentity } from '../../io/remote-write/receiver-identity.ts';
import { WriteConnection } from '../../io/remote-write/write-connection.ts';
import { SnapshotFile } from '../../io/snapshot/snapshot-file.ts';
import type { Config } from '../config/config.ts';
import { type SinkSetting, writersOf } from '../sinks/compose-sink.ts';
import { tooManySeries } from '../sinks/prediction-sink.ts';
import { gaugesOf, type SaidNow } from '../sinks/said-now.ts';
import type { Finding } from './finding.ts';

/** A clock that is further off than this is worth knowing; what is written carries ours. */
const noticeableSkewMs = 5_000;
/** A Prometheus counts an hour back from the newest stamp it holds; half of that is too near. */
const harmfulSkewMs = 30 * 60_000;

/** Whether each sink takes what will be written, is who it is declared to be, and has room for all series. Writes nothing. */
export async function examineSinks(config: Config, now: () => number, signal: AbortSignal): Promise<readonly Finding[]> {
  const said = await lastSaid(config);
  const findings: Finding[] = [];
  for (const setting of config.sinks) {
    const subject = `sink ${setting.name}`;
    findings.push(...(setting.kind === 'influxdb' ? await examineInflux(subject, new InfluxWriter(setting), now) : await examineRemoteWrite(subject, setting, now, signal)));
    if (said !== null) findings.push(roomFinding(subject, said, setting, writersOf(setting, now).curves?.seriesOfCurve ?? 0, now()));
  }
  if (config.predictionsPage.enabled && said !== null) findings.push(roomFinding('/metrics/predictions', said, config.predictionsPage, 0, now()));
  return findings;
}

/** What the service said last; null where it has said nothing yet. */
async function lastSaid({ dataFolder, region }: Config): Promise<SaidNow | null> {
  const kept = await new SnapshotFile(dataFolder).look();
  return kept === null ? null : { ...kept, roll: emptyRoll, reasons: new Map(), figures: [], region: region.name };
}

function roomFinding(subject: string, said: SaidNow, { nameStyle, mostSeries }: { readonly nameStyle: NameStyle; readonly mostSeries: number }, curveSeries: number, nowMs: number): Finding {
  const series = gaugesOf(said, nameStyle, nowMs).length + said.snapshot.seriesCount * curveSeries;
  if (series > mostSeries) return { level: 'wrong', subject, message: tooManySeries('It', series, mostSeries) };
  return { level: 'ok', subject, message: `The last forecasts make ${series} series; its limit is ${mostSeries}.` };
}

async function examineRemoteWrite(subject: string, setting: Exclude<SinkSetting, { kind: 'influxdb' }>, now: () => number, signal: AbortSignal): Promise<readonly Finding[]> {
  const connection = new WriteConnection(setting);
  const outcome = await connection.push([], signal);
  if (outcome !== null) return [{ level: 'wrong', subject, message: `${outcome.message}${adviceOn(outcome.message)}` }];
  const receiver = await identifyReceiver(connection, now, signal);
  const clock = receiver.kind === 'unknown' ? [] : clockFindings(subject, receiver.clockAheadMs);
  return [{ level: 'ok', subject, message: `${connection.address} takes remote write.` }, ...identityFindings(subject, setting, receiver), ...clock];
}

function adviceOn(message: string): string {
  if (/HTTP 40[13]/.test(message)) return ' Check bearerToken, basicAuth or headers.';
  if (/HTTP 40[45]/.test(message)) return ' Is url right, and was Prometheus started with --web.enable-remote-write-receiver?';
  return ' Is it running, and is url right?';
}

function identityFindings(subject: string, setting: SinkSetting, receiver: ReceiverIdentity): readonly Finding[] {
  if (setting.kind === 'prometheus') {
    const hint: Finding = { level: 'hint', subject, message: 'It is a VictoriaMetrics: declared as kind victoriametrics it would hold whole forecasts at the moments they speak of as well.' };
    return receiver.kind === 'victoria-metrics' ? [hint] : [];
  }
  switch (receiver.kind) {
    case 'victoria-metrics':
      return [{ level: 'ok', subject, message: 'It is a VictoriaMetrics and no Prometheus, so it takes stamps of the future.' }];
    case 'another':
      return [{ level: 'wrong', subject, message: `${receiver.message} Whole forecasts will not be written there, because stamps of the future would block its ingestion: declare it as kind prometheus.` }];
    case 'unknown':
      return [{ level: 'wrong', subject, message: `${receiver.message} Whole forecasts are written only to what shows itself as VictoriaMetrics: let this service read its /metrics, set curves to false, or declare it as kind prometheus.` }];
  }
}

async function examineInflux(subject: string, writer: InfluxWriter, now: () => number): Promise<readonly Finding[]> {
  const fault = await writer.fault();
  if (fault !== null) return [{ level: 'wrong', subject, message: fault }];
  return [{ level: 'ok', subject, message: `${writer.address} takes what is written.` }, ...clockFindings(subject, await writer.clockAheadMs(now).catch(() => null))];
}

/** What is written carries this machine's moment: one that is ahead writes into the other side's future. */
function clockFindings(subject: string, aheadMs: number | null): readonly Finding[] {
  if (aheadMs === null || Math.abs(aheadMs) < noticeableSkewMs) return [];
  const off = `Its clock is ${Math.round(Math.abs(aheadMs) / 1000)} s ${aheadMs > 0 ? 'ahead of' : 'behind'} this machine's`;
  const harm = aheadMs < -harmfulSkewMs ? ', so what is written lies so far in its future that a Prometheus would refuse what others write' : '';
  return [{ level: harm === '' ? 'hint' : 'wrong', subject, message: `${off}${harm}: keep both in time with NTP.` }];
}
