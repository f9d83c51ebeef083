import type { ObservedServer, SeriesReading, SourceFault, StepReading, StepRequest } from './ports.ts';

interface Row {
  readonly reading: SeriesReading;
  /** Labels of the series that speaks for this server and metric. */
  readonly voice: string;
}

/** Puts what a source answers, in whatever pieces it comes, together to one reading on the grid. */
export class StepCollector {
  private readonly request: StepRequest;
  private readonly serverById = new Map<string, ObservedServer>();
  private readonly rowByKey = new Map<string, Row>();
  private readonly faultByText = new Map<string, SourceFault>();
  private readonly unnamedByMetric = new Map<string, Set<string>>();
  private readonly rivalsByMetric = new Map<string, Set<string>>();

  constructor(request: StepRequest) {
    this.request = request;
  }

  /**
   * Where the values of one series go: a function of step and value. When several series claim the same server and metric
   * (a highly available pair read without deduplication, or a query that forgot to sum), the first speaks, the others only
   * fill its gaps, and the reading says so.
   */
  writerOf(server: ObservedServer, metric: string, labels: Readonly<Record<string, string>>): (step: number, value: number) => void {
    if (!this.serverById.has(server.serverId)) this.serverById.set(server.serverId, server);
    const key = `${server.serverId}\n${metric}`;
    const voice = JSON.stringify(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1)));
    let row = this.rowByKey.get(key);
    if (row === undefined) {
      const values = new Float32Array(this.request.toStep - this.request.fromStep + 1).fill(NaN);
      row = { reading: { serverId: server.serverId, metric, values }, voice };
      this.rowByKey.set(key, row);
    }
    const { values } = row.reading;
    const { fromStep } = this.request;
    const speaks = row.voice === voice;
    if (!speaks) remember(this.rivalsByMetric, metric, server.server);
    return (step, value) => {
      const at = step - fromStep;
      if (at < 0 || at >= values.length || !Number.isFinite(value)) return;
      if (speaks || Number.isNaN(values[at])) values[at] = value;
    };
  }

  /** A series whose labels name no server. */
  unnamed(metric: string, labels: Readonly<Record<string, string>>): void {
    remember(this.unnamedByMetric, metric, JSON.stringify(labels));
  }

  fault(fault: SourceFault): void {
    this.faultByText.set(`${fault.kind} ${fault.message}`, fault);
  }

  reading(): StepReading {
    for (const [metric, series] of this.unnamedByMetric) {
      const example = series.values().next().value ?? '';
      this.fault({ kind: 'partial', message: `${metric}: ${series.size} series name no server, e.g. ${example.slice(0, 200)}; list the label that does under servers.name.labels.` });
    }
    for (const [metric, servers] of this.rivalsByMetric) {
      const example = servers.values().next().value ?? '';
      this.fault({ kind: 'partial', message: `${metric}: several series claim one server (${servers.size} servers, e.g. ${example}); the first is used. Sum them in the query, or list what tells the servers apart under servers.identity.` });
    }
    return { servers: [...this.serverById.values()], series: Array.from(this.rowByKey.values(), (row) => row.reading), faults: [...this.faultByText.values()] };
  }
}

function remember(byMetric: Map<string, Set<string>>, metric: string, what: string): void {
  const known = byMetric.get(metric);
  if (known === undefined) byMetric.set(metric, new Set([what]));
  else known.add(what);
}
