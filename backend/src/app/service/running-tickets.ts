import type { Clock } from '../../io/clock/clock.ts';
import type { State } from '../../io/state/state.ts';
import type { Logger } from '../../io/telemetry/log.ts';
import type { ServiceMetrics } from '../../io/telemetry/service-metrics.ts';
import type { Config } from '../config/config.ts';
import type { ExplanationAnswers } from '../analysis/explanations.ts';
import type { ServiceRecommendations } from '../recommendation/service-recommendations.ts';
import { TicketCounts } from '../tickets/ticket-counts.ts';
import { TicketDelivery } from '../tickets/ticket-delivery.ts';
import { TicketDesk } from '../tickets/ticket-desk.ts';
import { TicketPolling } from '../tickets/ticket-polling.ts';
import { resolveForgotten } from '../tickets/forgotten-tickets.ts';
import { configuredSystems, type ConfiguredSystem } from '../tickets/ticket-systems.ts';
import { TicketTexts } from '../tickets/ticket-texts.ts';
import type { WarningDesk } from '../warnings/warning-desk.ts';

export interface TicketSurroundings {
  readonly config: Pick<Config, 'tickets'>;
  readonly state: Pick<State, 'tickets' | 'warnings'>;
  readonly warnings: WarningDesk;
  readonly recommendations: ServiceRecommendations;
  readonly explanations: ExplanationAnswers;
  readonly clock: Clock;
  readonly metrics: ServiceMetrics;
  readonly log: Logger;
}

/** How often deliveries are looked at that nobody has just asked for: those that wait to be tried again. */
const lookEveryMs = 5_000;

/** Tickets at work: the desk takes webhooks, and two loops for each system talk to the vendors, waited for by nobody. */
export class RunningTickets {
  readonly desk: TicketDesk;
  private readonly around: TicketSurroundings;
  private readonly systems: readonly ConfiguredSystem[];
  private readonly counts: TicketCounts;
  private readonly stopping = new AbortController();
  private loops: Promise<unknown> = Promise.resolve();
  private readonly wakers = new Set<() => void>();

  private constructor(around: TicketSurroundings, systems: readonly ConfiguredSystem[], counts: TicketCounts, desk: TicketDesk) {
    this.around = around;
    this.systems = systems;
    this.counts = counts;
    this.desk = desk;
  }

  static async start(around: TicketSurroundings): Promise<RunningTickets> {
    const { config, state, warnings, clock, metrics, log } = around;
    const systems = configuredSystems(config);
    const counts = new TicketCounts(metrics);
    const desk = await TicketDesk.open({
      store: state.tickets,
      systems: systems.map(({ system: { name }, receivers }) => ({ name, receivers })),
      mostWaiting: config.tickets.mostWaiting,
      openWarnings: () => warnings.open,
      onDropped: (system, because) => counts.dropped(system, because),
      now: clock.now,
    });
    const running = new RunningTickets(around, systems, counts, desk);
    warnings.onChange((changes) => {
      desk.follow(changes).catch((error: unknown) => log.error({ err: error }, 'tickets could not follow their warnings; the next change tries again'));
    });
    desk.onAsked(() => running.wake());
    running.loops = Promise.all(systems.flatMap((one) => [running.deliver(one), running.poll(one)]));
    return running;
  }

  /** What is wrong, in plain words. */
  get warnings(): readonly string[] {
    return this.counts.warnings;
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    this.wake();
    await this.loops;
    await this.desk.settled();
    await Promise.all(this.systems.map(({ system }) => system.stop()));
  }

  private wake(): void {
    for (const waker of this.wakers) waker();
  }

  private async deliver({ system }: ConfiguredSystem): Promise<void> {
    const { state, recommendations, explanations, config, clock, log } = this.around;
    const delivery = new TicketDelivery({
      desk: this.desk,
      store: state.tickets,
      system,
      texts: new TicketTexts({ warnings: state.warnings, recommendations, explanations, log }),
      giveUpAfterMs: config.tickets.giveUpHours * 3_600_000,
      counts: this.counts,
      now: clock.now,
      random: Math.random,
      log,
    });
    let wake: () => void = () => undefined;
    this.wakers.add(() => wake());
    await this.repeat(lookEveryMs, 'tickets could not be delivered; they are tried again', (signal) => delivery.runOnce(signal), (waker) => (wake = waker));
  }

  private async poll({ system, states }: ConfiguredSystem): Promise<void> {
    const { warnings, state, config, clock, log } = this.around;
    const polling = new TicketPolling({ desk: this.desk, system, states, openWarnings: () => warnings.open, warnings, counts: this.counts, log });
    const look = async (signal: AbortSignal) => {
      await resolveForgotten(this.desk, state.warnings, system.name, clock.now());
      await polling.runOnce(signal);
    };
    await this.repeat(config.tickets.pollSeconds * 1000, 'states of tickets could not be brought back; the next look tries again', look, () => undefined);
  }

  /** Again after the time, or as soon as somebody wakes it; what is asked while it works is not overheard. */
  private async repeat(everyMs: number, complaint: string, work: (signal: AbortSignal) => Promise<unknown>, onWake: (wake: () => void) => void): Promise<void> {
    const { clock, log } = this.around;
    const { signal } = this.stopping;
    while (!signal.aborted) {
      const woken = new AbortController();
      onWake(() => woken.abort());
      try {
        await work(signal);
      } catch (error) {
        if (!signal.aborted) log.error({ err: error }, complaint);
      }
      await clock.waitUntil(clock.now() + everyMs, AbortSignal.any([signal, woken.signal]));
    }
  }
}
