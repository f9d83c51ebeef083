import { mkdtempSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import protobuf from 'protobufjs';
import { compressSync } from 'snappy';
import { encodeWriteRequest, writeRequestHeaders } from '../../src/io/remote-write/encode.ts';
import { IntakeProcess } from './intake-process.ts';

const minuteMs = 60_000;
const dayMs = 86_400_000;
const headersV2 = { 'content-type': 'application/x-protobuf;proto=io.prometheus.write.v2.Request', 'content-encoding': 'snappy', 'x-prometheus-remote-write-version': '2.0.0' };
const requestV2 = protobuf.loadSync(path.resolve(import.meta.dirname, '../../src/io/remote-write/proto/write-v2.proto')).lookupType('io.prometheus.write.v2.Request');

let folder: string;
let intake: IntakeProcess;
let nowMs: number;

beforeAll(async () => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'fleetcast-answers-'));
  intake = await IntakeProcess.start({ folder, mostSeriesPerToken: 20, mostUncompressedBytes: 1 << 20 });
  nowMs = Date.now();
});
afterAll(async () => {
  await intake[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true, force: true });
});

interface Answer {
  readonly status: number;
  /** Samples, histograms, exemplars. */
  readonly written: readonly (string | null)[];
  readonly message: string;
  readonly retryAfter: string | null;
}

async function post(body: Uint8Array<ArrayBuffer>, headers: Record<string, string> = writeRequestHeaders): Promise<Answer> {
  const response = await fetch(`${intake.url}/api/v1/write`, { method: 'POST', headers, body });
  const text = await response.text();
  const written = ['samples', 'histograms', 'exemplars'].map((kind) => response.headers.get(`x-prometheus-remote-write-${kind}-written`));
  const message = text === '' ? '' : (JSON.parse(text) as { error: { message: string } }).error.message;
  return { status: response.status, written, message, retryAfter: response.headers.get('retry-after') };
}

const cpu = (server: string, samples: ReadonlyArray<readonly [timeMs: number, value: number]>, more: Record<string, string> = {}) => ({
  labels: { __name__: 'fleet_cpu', server, ...more },
  timesMs: samples.map(([timeMs]) => timeMs),
  values: samples.map(([, value]) => value),
});

/** Steps of one minute around now of a server's cpu. */
async function stepsOf(server: string): Promise<ReadonlyArray<number | null> | undefined> {
  const last = Math.ceil(nowMs / minuteMs);
  const { series } = await intake.steps(last - 4, last + 1, minuteMs);
  return series.find((one) => one.server === server && one.metric === 'cpu')?.values;
}

const encodedV2 = (message: object) => new Uint8Array(compressSync(Buffer.from(requestV2.encode(message).finish())));

/** More than a receiver that stops reading could have in its and our buffers. */
const mostSentBytes = 256 * 2 ** 20;

/** Sends a body without an end, as fast as the receiver reads, until it answers or hangs up. */
async function sendWithoutEnd(url: string): Promise<{ readonly status: number | 'ended'; readonly sentBytes: number }> {
  const chunk = Buffer.alloc(1 << 20);
  let sentBytes = 0;
  const status = await new Promise<number | 'ended'>((resolve) => {
    const sent = request(url, { method: 'POST', headers: writeRequestHeaders }, (response) => {
      resolve(response.statusCode!);
      sent.destroy();
    });
    const send = () => {
      if (sent.destroyed || sentBytes >= mostSentBytes) return;
      sentBytes += chunk.length;
      if (sent.write(chunk)) setImmediate(send);
      else sent.once('drain', send);
    };
    sent.on('error', () => resolve('ended'));
    send();
  });
  return { status, sentBytes };
}

describe('the answers of POST /api/v1/write', () => {
  it('204 with the written counts, by version 1.0 and 2.0, and both are read back as one series', async () => {
    const stamp = Math.floor(nowMs / minuteMs) * minuteMs;
    expect(await post(encodeWriteRequest([cpu('both', [[stamp - minuteMs, 10]])]))).toEqual({ status: 204, written: ['1', '0', '0'], message: '', retryAfter: null });
    const symbols = ['', '__name__', 'fleet_cpu', 'server', 'both'];
    const body = encodedV2({ symbols, timeseries: [{ labelsRefs: [1, 2, 3, 4], samples: [{ value: 30, timestamp: stamp }], metadata: { type: 2 } }] });
    expect(await post(body, headersV2)).toEqual({ status: 204, written: ['1', '0', '0'], message: '', retryAfter: null });
    expect((await stepsOf('both'))?.filter((value) => value !== null)).toEqual([10, 30]);
  });

  it('204 for samples that no rule wants: they are counted by name, shown, and dropped', async () => {
    const answer = await post(encodeWriteRequest([{ labels: { __name__: 'go_goroutines', instance: 'a' }, timesMs: [nowMs, nowMs + 1], values: [1, 2] }]));
    expect(answer).toMatchObject({ status: 204, written: ['2', '0', '0'] });
    expect((await intake.status()).unwantedByName).toContainEqual({ name: 'go_goroutines', samples: 2 });
  });

  it('400 with counts for stamps out of range, and the good part is kept', async () => {
    const answer = await post(encodeWriteRequest([cpu('partly', [[nowMs - 91 * dayMs, 1], [nowMs - 2 * minuteMs, 42], [nowMs + 3_600_000, 1]])]));
    expect(answer).toMatchObject({ status: 400, written: ['1', '0', '0'], retryAfter: null });
    expect(answer.message).toBe(
      'Rejected: 1 samples older than the 90 days that are kept; 1 samples stamped more than 10 minutes in the future: check the clock of the sender. The other 1 samples were accepted.',
    );
    expect(await stepsOf('partly')).toContain(42);
  });

  it('400 for native histograms, which are counted, while exemplars are passed over without a fault', async () => {
    const symbols = ['', '__name__', 'fleet_cpu', 'server', 'extras'];
    const series = { labelsRefs: [1, 2, 3, 4] };
    const exemplars = await post(encodedV2({ symbols, timeseries: [{ ...series, samples: [{ value: 1, timestamp: nowMs }], exemplars: [{ value: 1, timestamp: nowMs }] }] }), headersV2);
    expect(exemplars).toMatchObject({ status: 204, written: ['1', '0', '0'] });
    const histograms = await post(encodedV2({ symbols, timeseries: [{ ...series, histograms: [{ sum: 1, timestamp: nowMs }] }] }), headersV2);
    expect(histograms).toMatchObject({ status: 400, written: ['0', '0', '0'], message: expect.stringContaining('1 native histograms, which are not supported') });
  });

  it('400 for labels that the protocol does not allow, and the other series are kept', async () => {
    const nameless = { labels: { server: 'x' }, timesMs: [nowMs], values: [1] };
    const answer = await post(encodeWriteRequest([nameless, cpu('beside', [[nowMs - minuteMs, 7]])]));
    expect(answer).toMatchObject({ status: 400, written: ['1', '0', '0'], message: expect.stringContaining('a series without the label __name__') });
    expect(await stepsOf('beside')).toContain(7);
  });

  it('400 for what cannot be read, of which nothing is kept', async () => {
    const whole = encodeWriteRequest([cpu('cut', [[nowMs, 1]])]);
    expect(await post(whole.slice(0, whole.length - 5))).toMatchObject({ status: 400, written: ['0', '0', '0'] });
    const halfSeries = new Uint8Array(compressSync(Buffer.from([0x0a, 5, 0x0a, 1])));
    expect(await post(halfSeries)).toMatchObject({ status: 400, written: ['0', '0', '0'], message: expect.stringContaining('remote write 1.0 message') });
    expect(await post(new Uint8Array(0))).toMatchObject({ status: 400 });
    expect(await stepsOf('cut')).toBeUndefined();
  });

  it('413 for a body that is too large over the wire, or when uncompressed, however small it comes', async () => {
    expect(await post(new Uint8Array(9 * 2 ** 20))).toMatchObject({ status: 413, written: ['0', '0', '0'], retryAfter: null });
    const bomb = new Uint8Array(compressSync(Buffer.alloc((1 << 20) + 1)));
    expect(bomb.length).toBeLessThan(60_000);
    expect(await post(bomb)).toMatchObject({ status: 413, written: ['0', '0', '0'] });
    expect(await post(new Uint8Array([0xff, 0xff, 0xff, 0xff, 0x0f, 0]))).toMatchObject({ status: 413, message: expect.stringContaining('declares 4294967295 bytes') });
  });

  it('413 without reading on when a body never ends', async () => {
    const { status, sentBytes } = await sendWithoutEnd(`${intake.url}/api/v1/write`);
    // the connection ends while the sender still sends: it reads the answer, or sees the end
    expect([413, 'ended']).toContain(status);
    expect(sentBytes).toBeLessThan(mostSentBytes);
    expect(await post(encodeWriteRequest([]))).toMatchObject({ status: 204 });
  });

  it('415 for another content type or encoding, with what is accepted', async () => {
    const body = encodeWriteRequest([cpu('type', [[nowMs, 1]])]);
    for (const headers of [{ ...writeRequestHeaders, 'content-type': 'application/json' }, { ...writeRequestHeaders, 'content-encoding': 'zstd' }, { 'content-encoding': 'snappy' }]) {
      expect(await post(body, headers)).toMatchObject({ status: 415, written: ['0', '0', '0'], message: expect.stringContaining('application/x-protobuf') });
    }
    expect(await stepsOf('type')).toBeUndefined();
  });

  it('204 for a stale marker and for values that are not numbers: nothing was observed there', async () => {
    const stamp = Math.floor(nowMs / minuteMs) * minuteMs;
    expect(await post(encodeWriteRequest([cpu('ended', [[stamp - minuteMs, 5], [stamp, NaN]])]))).toMatchObject({ status: 204, written: ['2', '0', '0'] });
    expect((await stepsOf('ended'))?.filter((value) => value !== null)).toEqual([5]);
  });

  it('takes late, duplicate and out-of-order samples: the last that came for a stamp stands', async () => {
    const stamp = Math.floor(nowMs / minuteMs) * minuteMs;
    expect(await post(encodeWriteRequest([cpu('late', [[stamp, 8]])]))).toMatchObject({ status: 204 });
    expect(await post(encodeWriteRequest([cpu('late', [[stamp - 2 * minuteMs, 1]])]))).toMatchObject({ status: 204 });
    expect(await post(encodeWriteRequest([cpu('late', [[stamp, 9]])]))).toMatchObject({ status: 204 });
    expect((await stepsOf('late'))?.filter((value) => value !== null)).toEqual([1, 9]);
  });

  it('429 with Retry-After for new series beyond the cap of a token, while known series go on', async () => {
    const many = Array.from({ length: 30 }, (_, i) => cpu(`cap-${i}`, [[nowMs - minuteMs, i]]));
    const answer = await post(encodeWriteRequest([...many, cpu('both', [[nowMs, 77]])]));
    expect(answer).toMatchObject({ status: 429, message: expect.stringMatching(/beyond the 20 that a token may push/) });
    expect(Number(answer.retryAfter)).toBeGreaterThan(0);
    expect(Number(answer.written[0])).toBeGreaterThan(1);
    expect(await stepsOf('both')).toContain(77);
    expect((await intake.status()).wantedSeries).toBe(20);
  });
});
