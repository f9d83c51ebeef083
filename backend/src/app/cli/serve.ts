import { Command } from 'commander';
import { createLog } from '../../io/telemetry/log.ts';
import { startService, type RunningService } from '../compose.ts';
import { configurationOrExit } from './configuration.ts';

/** Whoever stops the service waits no longer than this; what is durable is written as it happens, not at the end. */
const stopWithinMs = 9_000;

export function serveCommand(): Command {
  return new Command('serve')
    .description('run the prediction service')
    .option('-c, --config <file>', 'configuration; by default FLEETCAST_CONFIG or ./fleetcast.yaml')
    .action(serve);
}

async function serve({ config: file }: { config?: string }): Promise<void> {
  const { config, notes } = configurationOrExit(file);
  const log = createLog(config.logging.level);
  let service: RunningService | null = null;
  let ending = false;
  const end = (code: number) => {
    if (ending) return;
    ending = true;
    setTimeout(() => process.exit(code), stopWithinMs).unref();
    void (service?.stop() ?? Promise.resolve()).then(
      () => process.exit(code),
      (error: unknown) => {
        log.error({ err: error }, 'stopping failed');
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', () => end(0));
  process.on('SIGINT', () => end(0));
  process.on('uncaughtException', (error) => {
    log.fatal({ err: error }, 'uncaught error: stopping');
    end(1);
  });
  process.on('unhandledRejection', (reason) => {
    log.fatal({ err: reason }, 'unhandled rejection: stopping');
    end(1);
  });
  const outcome = await startService(config, { notes, log });
  if (outcome.kind === 'refused') {
    process.stderr.write(`${outcome.message}\n`);
    process.exit(outcome.folderInUse ? 3 : 1);
  }
  service = outcome.service;
}
