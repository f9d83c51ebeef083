import type { ServiceMetrics } from '../../io/telemetry/service-metrics.ts';

interface SystemCounts {
  readonly dropped: number;
  /** What the system said last when it did not do what it was asked; null: it did. */
  readonly failing: string | null;
}

/** How the ticket systems fare, for /metrics and /v1/status. */
export class TicketCounts {
  private readonly metrics: Pick<ServiceMetrics, 'tickets' | 'ticketSystemUp'>;
  private readonly systems = new Map<string, SystemCounts>();

  constructor(metrics: Pick<ServiceMetrics, 'tickets' | 'ticketSystemUp'>) {
    this.metrics = metrics;
  }

  delivered(system: string, did: 'opened' | 'updated' | 'closed' | 'nothing'): void {
    if (did !== 'nothing') this.metrics.tickets.inc({ system, did });
    this.up(system);
  }

  up(system: string): void {
    this.metrics.ticketSystemUp.set({ system }, 1);
    this.systems.set(system, { ...this.of(system), failing: null });
  }

  failed(system: string, message: string): void {
    this.metrics.ticketSystemUp.set({ system }, 0);
    this.systems.set(system, { ...this.of(system), failing: message });
  }

  dropped(system: string, because: string): void {
    this.metrics.tickets.inc({ system, did: 'dropped' });
    this.systems.set(system, { dropped: this.of(system).dropped + 1, failing: because });
  }

  /** What is wrong, in plain words. */
  get warnings(): readonly string[] {
    return [...this.systems].flatMap(([system, { dropped, failing }]) => {
      if (failing === null && dropped === 0) return [];
      const lost = dropped === 0 ? '' : ` ${dropped} ${dropped === 1 ? 'wish has' : 'wishes have'} been given up since the start (GET /v1/tickets names them).`;
      return [`Tickets in ${system}: ${failing ?? 'it answers again.'}${lost}`];
    });
  }

  private of(system: string): SystemCounts {
    return this.systems.get(system) ?? { dropped: 0, failing: null };
  }
}
