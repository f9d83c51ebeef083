import { monitorEventLoopDelay } from 'node:perf_hooks';
import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';

/** The loop is looked at this often; a delay includes the time between two looks. */
const delayResolutionMs = 2;

/** The service's own health at /metrics. Nothing here says anything about the fleet's servers. */
export class ServiceMetrics {
  readonly registry = new Registry();
  readonly cycleSeconds = new Histogram({
    name: 'fleetcast_cycle_seconds',
    help: 'Duration of a cycle by part',
    labelNames: ['part'],
    buckets: [0.05, 0.1, 0.25, 0.5, 1, 2, 4, 8, 16, 60, 240],
    registers: [this.registry],
  });
  readonly cycles = new Counter({ name: 'fleetcast_cycles_total', help: 'Cycles by outcome', labelNames: ['outcome'], registers: [this.registry] });
  readonly seriesServed = new Gauge({ name: 'fleetcast_series_served', help: 'Series by who speaks for them', labelNames: ['speaker'], registers: [this.registry] });
  readonly sourceUp = new Gauge({ name: 'fleetcast_source_up', help: '1 when the source answered last time', labelNames: ['source', 'kind'], registers: [this.registry] });
  readonly errors = new Counter({ name: 'fleetcast_errors_total', help: 'Answers other than success, by code of the catalogue', labelNames: ['code'], registers: [this.registry] });
  readonly requestSeconds = new Histogram({
    name: 'fleetcast_request_seconds',
    help: 'Time to answer by route and status',
    labelNames: ['route', 'status'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1],
    registers: [this.registry],
  });
  readonly sinkUp = new Gauge({ name: 'fleetcast_sink_up', help: '1 when the sink took what was written last', labelNames: ['sink'], registers: [this.registry] });
  readonly sinkSeries = new Gauge({ name: 'fleetcast_sink_series', help: 'Series that the sink is told', labelNames: ['sink'], registers: [this.registry] });
  readonly sinkSamplesWritten = new Gauge({ name: 'fleetcast_sink_samples_written_total', help: 'Samples that the sink took since the start', labelNames: ['sink'], registers: [this.registry] });
  readonly sinkBatchesWaiting = new Gauge({ name: 'fleetcast_sink_batches_waiting', help: 'Minutes of predictions that wait for the sink', labelNames: ['sink'], registers: [this.registry] });
  readonly sinkBatchesDropped = new Gauge({ name: 'fleetcast_sink_batches_dropped_total', help: 'Minutes of predictions that were given up since the start', labelNames: ['sink'], registers: [this.registry] });
  readonly tickets = new Counter({ name: 'fleetcast_tickets_total', help: 'Tickets opened, updated and closed, and wishes given up', labelNames: ['system', 'did'], registers: [this.registry] });
  readonly ticketSystemUp = new Gauge({ name: 'fleetcast_ticket_system_up', help: '1 when the ticket system did what it was asked last', labelNames: ['system'], registers: [this.registry] });
  readonly sinkCurvesDropped = new Gauge({ name: 'fleetcast_sink_curves_dropped_total', help: 'Whole forecasts that were given up, mostly for a newer one, since the start', labelNames: ['sink'], registers: [this.registry] });
  readonly workerFailures = new Counter({ name: 'fleetcast_worker_failures_total', help: 'Threads that ended without being asked', labelNames: ['worker'], registers: [this.registry] });

  readonly ledgerForecasts = new Gauge({ name: 'fleetcast_ledger_forecasts_total', help: 'Forecasts (series and lead) that the ledger has stored and judged since the start', labelNames: ['state'], registers: [this.registry] });
  readonly ledgerLostOrigins = new Gauge({ name: 'fleetcast_ledger_lost_origins_total', help: 'Cycles whose forecasts the ledger could not store', registers: [this.registry] });
  readonly ledgerBytes = new Gauge({ name: 'fleetcast_ledger_bytes', help: 'Size of the ledger file in use', registers: [this.registry] });

  readonly performance = new Gauge({ name: 'fleetcast_performance', help: 'Accuracy, skill, coverage of the 80% band and share of false warnings over the last 7 days', labelNames: ['measure', 'metric'], registers: [this.registry] });
  readonly performancePastLimit = new Gauge({ name: 'fleetcast_performance_past_limit', help: '1 when a figure of fleetcast_performance does not keep its limit', labelNames: ['measure', 'metric'], registers: [this.registry] });

  /** `snapshotAgeSeconds` is asked at every scrape; NaN before the first snapshot. */
  constructor(snapshotAgeSeconds: () => number) {
    collectDefaultMetrics({ register: this.registry });
    new Gauge({
      name: 'fleetcast_snapshot_age_seconds',
      help: 'Age of the forecasts being served',
      registers: [this.registry],
      collect() {
        this.set(snapshotAgeSeconds());
      },
    });
    this.watchEventLoop();
  }

  /** How long a callback of this thread waits for its turn. prom-client's own nodejs_eventloop_lag_* end at the 99th percentile. */
  private watchEventLoop(): void {
    const delay = monitorEventLoopDelay({ resolution: delayResolutionMs });
    delay.enable();
    new Gauge({
      name: 'fleetcast_event_loop_delay_seconds',
      help: 'Delay of the event loop since the last scrape, by quantile; 1 is the longest',
      labelNames: ['quantile'],
      registers: [this.registry],
      collect() {
        if (delay.count === 0) return;
        for (const quantile of [0.5, 0.99, 0.999]) this.set({ quantile }, delay.percentile(100 * quantile) / 1e9);
        this.set({ quantile: 1 }, delay.max / 1e9);
        delay.reset();
      },
    });
  }
}
