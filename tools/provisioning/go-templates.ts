import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { requireServer } from '../servers/binaries.ts';
import { repositoryRoot } from './alerting-files.ts';
import type { Firing } from './rule-run.ts';

/** A text of a rule with an instance that it speaks of. */
export interface AskedAnnotation extends Firing {
  readonly id: string;
  readonly text: string;
}

export interface NotifiedAlert {
  readonly status: 'firing' | 'resolved';
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

/** A text of a contact point with what it is sent about. */
export interface AskedMessage {
  readonly id: string;
  readonly text: string;
  readonly alerts: readonly NotifiedAlert[];
}

export interface AskedTexts {
  readonly annotations?: readonly AskedAnnotation[];
  readonly templates?: readonly string[];
  readonly messages?: readonly AskedMessage[];
}

export const grafanaAddress = 'https://grafana.example/';
const answerShape = z.record(z.string(), z.object({ text: z.string(), fault: z.string().optional() }));
export type RenderedTexts = z.infer<typeof answerShape>;

/** Renders texts by Go's text/template, in a small program that is compiled offline. */
export function renderByGo({ annotations = [], templates = [], messages = [] }: AskedTexts): RenderedTexts {
  const cache = path.join(repositoryRoot, 'node_modules/.cache/go-build');
  mkdirSync(cache, { recursive: true });
  const question = { externalURL: grafanaAddress, annotations, templates, messages: messages.map(({ id, text, alerts }) => ({ id, text, data: notificationOf(alerts) })) };
  const done = spawnSync(requireServer('go'), ['run', path.join(import.meta.dirname, 'render/main.go')], {
    input: JSON.stringify(question),
    encoding: 'utf8',
    env: { ...process.env, GOCACHE: cache, GOTOOLCHAIN: 'local', GOPROXY: 'off', GOFLAGS: '-mod=mod', GO111MODULE: 'auto', HOME: process.env['HOME'] ?? cache },
    timeout: 240_000,
  });
  if (done.status !== 0) throw new Error(`go run ended with ${done.status}: ${done.stderr}`);
  return answerShape.parse(JSON.parse(done.stdout));
}

/** Data of a notification, as Grafana gathers it from its alerts. */
function notificationOf(alerts: readonly NotifiedAlert[]): object {
  const common = (part: 'labels' | 'annotations') => Object.fromEntries(Object.entries(alerts[0][part]).filter(([name, value]) => alerts.every((one) => one[part][name] === value)));
  return {
    status: alerts.some(({ status }) => status === 'firing') ? 'firing' : 'resolved',
    receiver: 'test',
    alerts,
    groupLabels: {},
    commonLabels: common('labels'),
    commonAnnotations: common('annotations'),
    externalURL: grafanaAddress,
  };
}
