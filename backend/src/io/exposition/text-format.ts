import { allLabels, type Gauge } from '../../domain/export/gauge.ts';

/** Prometheus' text exposition format, https://prometheus.io/docs/instrumenting/exposition_formats/ */
export const textContentType = 'text/plain; version=0.0.4; charset=utf-8';

/** Lines in one piece. */
const linesAPiece = 1_000;

/** Gauges as text, piece by piece; those of one name stand together, as the format asks. Nothing carries a stamp: whoever scrapes gives its own. */
export function* expositionText(gauges: readonly Gauge[]): Generator<string, void, undefined> {
  const families = Map.groupBy(gauges, ({ name }) => name);
  let lines: string[] = [];
  for (const [name, family] of families) {
    lines.push(`# TYPE ${name} gauge`);
    for (const gauge of family) {
      lines.push(`${name}{${labelText(gauge)}} ${valueText(gauge.value)}`);
      if (lines.length < linesAPiece) continue;
      yield `${lines.join('\n')}\n`;
      lines = [];
    }
  }
  if (lines.length > 0) yield `${lines.join('\n')}\n`;
}

function labelText(gauge: Gauge): string {
  return Object.entries(allLabels(gauge))
    .map(([label, value]) => `${label}="${value.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('"', '\\"')}"`)
    .join(',');
}

function valueText(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  return Number.isFinite(value) ? String(value) : value > 0 ? '+Inf' : '-Inf';
}
