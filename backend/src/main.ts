#!/usr/bin/env node
import { Command } from 'commander';
import { backtestCommand } from './app/cli/backtest.ts';
import { backupCommand } from './app/cli/backup.ts';
import { doctorCommand } from './app/cli/doctor.ts';
import { muteTimingsCommand } from './app/cli/mute-timings.ts';
import { replayCommand } from './app/cli/replay.ts';
import { restoreCommand } from './app/cli/restore.ts';
import { serveCommand } from './app/cli/serve.ts';
import { trainCommand } from './app/cli/train.ts';
import { endWithReader, unforeseen } from './app/cli/unforeseen.ts';
import { productVersion } from './app/product-version.ts';

const program = new Command('fleetcast')
  .description('The next hours of every server: forecasts, risk and time to breach from your own metrics.')
  .version(productVersion)
  .addHelpText(
    'after',
    `
Start:
  fleetcast serve --config fleetcast.yaml     answers on http://127.0.0.1:8787 (see fleetcast.example.yaml)
  curl http://127.0.0.1:8787/v1/fleet         every server with its risk; /openapi.json describes the rest
Exit codes: 0 done, 1 failed, 2 the configuration has faults, 3 the data folder is in use.`,
  );
for (const command of [serveCommand, trainCommand, backtestCommand, replayCommand, doctorCommand, backupCommand, restoreCommand, muteTimingsCommand]) program.addCommand(command());
process.stdout.on('error', endWithReader);
try {
  await program.parseAsync();
} catch (error) {
  process.stderr.write(unforeseen(error));
  process.exit(1);
}
