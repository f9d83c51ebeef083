import { Command } from 'commander';
import { EventCalendar } from '../../domain/calendar/event-calendar.ts';
import { askOccurrences, type AskedOccurrences } from '../calendar/ask-occurrences.ts';
import { configuredEvents } from '../calendar/configured-events.ts';
import { muteTimingsFile } from '../calendar/mute-timings-file.ts';
import { wholeNumber } from './arguments.ts';
import { configurationOrExit } from './configuration.ts';

interface MuteTimingsOptions {
  readonly config?: string;
  readonly url?: string;
  readonly days: number;
}

const dayMs = 86_400_000;

export function muteTimingsCommand(): Command {
  return new Command('mute-timings')
    .description("print the calendar's maintenance of the whole fleet as mute timings for Grafana's provisioning")
    .option('-c, --config <file>', 'configuration; by default FLEETCAST_CONFIG or ./fleetcast.yaml')
    .option('--url <address>', "a running service, whose calendar has people's own events too; by default the configuration's events alone")
    .option('--days <count>', 'how far ahead; run it again before they are over', wholeNumber(1), 90)
    .action(printMuteTimings);
}

async function printMuteTimings({ config: file, url, days }: MuteTimingsOptions): Promise<void> {
  const { config } = configurationOrExit(file);
  const nowMs = Date.now();
  const toMs = nowMs + days * dayMs;
  const outcome = url === undefined ? configured(config, nowMs, toMs) : await askOccurrences(url, config.tokens.proxy[0], nowMs, toMs);
  if (outcome.kind === 'told') {
    process.stdout.write(muteTimingsFile(outcome.occurrences));
    return;
  }
  process.stderr.write(`${outcome.message}\n`);
  process.exitCode = 1;
}

/** A file that cannot be read would leave its maintenance unmuted, so that it is a failure here. */
function configured(config: Parameters<typeof configuredEvents>[0], fromMs: number, toMs: number): AskedOccurrences {
  const { events, faults } = configuredEvents(config);
  if (faults.length > 0) return { kind: 'failed', message: faults.join('\n') };
  return { kind: 'told', occurrences: new EventCalendar(events).occurrences(fromMs, toMs) };
}
