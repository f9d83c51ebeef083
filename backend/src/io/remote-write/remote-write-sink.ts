import { type Dispatcher, request } from 'undici';
import type { OutgoingSteps, SampleSink, SinkOutcome } from '../../domain/series/sample-sink.ts';
import { type Attempt, withRetry } from '../connection/retry.ts';
import { reasonOf } from '../reason.ts';
import { encodeWriteRequest, type PushedSeries, writeRequestHeaders } from './encode.ts';
import { authorizationOf, type RemoteWriteTarget } from './remote-write-target.ts';

/** What Prometheus says about samples that are older than what it holds. */
const olderThanHeld = /out of bounds|out of order|too old|duplicate sample/i;

const patience = { attempts: 6, firstDelayMs: 500, longestDelayMs: 30_000 };
const answerWithinMs = 60_000;

/** Writes gauges named fleet_<metric> by Prometheus remote write: to a Prometheus, to whatever takes its protocol, or to ourselves. */
export class RemoteWriteSink implements SampleSink {
  readonly address: string;
  private readonly headers: Readonly<Record<string, string>>;

  constructor(target: RemoteWriteTarget) {
    const url = new URL(target.url);
    this.address = `${url.protocol}//${url.host}${url.pathname.replace(/\/$/, '')}`;
    this.headers = { ...writeRequestHeaders, ...authorizationOf(target), ...target.headers };
  }

  async write(steps: OutgoingSteps, signal: AbortSignal): Promise<SinkOutcome> {
    const series = steps.series.map((one) => observedSamples(one, steps)).filter((one) => one.timesMs.length > 0);
    const samples = series.reduce((sum, one) => sum + one.timesMs.length, 0);
    if (samples === 0) return { kind: 'written', samples };
    const body = encodeWriteRequest(series);
    return withRetry(patience, signal, async () => {
      try {
        const limit = AbortSignal.any([signal, AbortSignal.timeout(answerWithinMs)]);
        return await this.judge(await request(`${this.address}/api/v1/write`, { method: 'POST', headers: this.headers, body, signal: limit }), samples);
      } catch (error) {
        signal.throwIfAborted();
        const reason = reasonOf(error);
        return { done: false, value: { kind: 'refused', message: `${this.address} cannot be reached: ${reason}. Is it running, and is the address right?` } };
      }
    });
  }

  private async judge(answer: Dispatcher.ResponseData, samples: number): Promise<Attempt<SinkOutcome>> {
    const said = (await answer.body.text()).trim().slice(0, 400);
    const status = answer.statusCode;
    if (status >= 200 && status < 300) return { done: true, value: { kind: 'written', samples } };
    const refused = (message: string): SinkOutcome => ({ kind: 'refused', message: `${message} It answered HTTP ${status}: ${said}` });
    if (status === 429 || status >= 500) {
      const seconds = Number(answer.headers['retry-after']);
      return { done: false, value: refused(`${this.address} is too busy or out of space.`), retryAfterMs: Number.isFinite(seconds) ? seconds * 1000 : undefined };
    }
    return { done: true, value: refused(this.whyRefused(status, said)) };
  }

  private whyRefused(status: number, said: string): string {
    if (status === 401 || status === 403) return `${this.address} refused the credentials: check --token, or --username and --password.`;
    if (status === 404 || status === 405) return `${this.address} takes no remote write: start Prometheus with --web.enable-remote-write-receiver.`;
    if (olderThanHeld.test(said)) {
      return (
        `${this.address} already holds newer samples, so it refuses history. Either replay into a Prometheus with an empty --storage.tsdb.path` +
        ' that scrapes nothing meanwhile, or set storage.tsdb.out_of_order_time_window in its configuration to the length of the replay (e.g. 10d) and replay again.'
      );
    }
    return `${this.address} refused the samples.`;
  }
}

function observedSamples({ labels, metric, values }: OutgoingSteps['series'][number], { fromStep, stepMs }: OutgoingSteps): PushedSeries {
  const timesMs: number[] = [];
  const observed: number[] = [];
  for (let i = 0; i < values.length; i++) {
    if (Number.isNaN(values[i])) continue;
    timesMs.push((fromStep + i) * stepMs);
    observed.push(values[i]);
  }
  return { labels: { ...labels, __name__: `fleet_${metric}` }, timesMs, values: observed };
}
