import { Command } from 'commander';
import { describeFaults, loadConfig } from '../config/config.ts';
import { examineClock, examineDataFolder, examineLedger, examineMemory, examineModels, examineRunningService, examineState } from '../doctor/examine-machine.ts';
import { examineSinks } from '../doctor/examine-sinks.ts';
import { examineSources } from '../doctor/examine-sources.ts';
import { examineTickets } from '../doctor/examine-tickets.ts';
import type { Finding } from '../doctor/finding.ts';
import { configurationFile } from './configuration.ts';

export function doctorCommand(): Command {
  return new Command('doctor')
    .description('look at the configuration, every source and sink, the data folder, state, model and clock, and say in plain words what is wrong and what to do')
    .option('-c, --config <file>', 'configuration; by default FLEETCAST_CONFIG or ./fleetcast.yaml')
    .addHelpText('after', '\nExit codes: 0 nothing is wrong, 1 something is, 2 the configuration has faults.')
    .action(doctor);
}

const signs: Readonly<Record<Finding['level'], string>> = { ok: 'ok   ', hint: 'hint ', wrong: 'WRONG' };

async function doctor({ config: option }: { config?: string }): Promise<void> {
  const file = configurationFile(option);
  const outcome = loadConfig(file, process.env);
  if (outcome.kind === 'invalid') {
    process.stdout.write(`${describeFaults(outcome.faults)}\nCorrect these and run the doctor again; nothing else was examined.\n`);
    process.exitCode = 2;
    return;
  }
  const { config, notes } = outcome;
  const findings: Finding[] = [];
  const tell = (found: readonly Finding[]) => {
    for (const { level, subject, message } of found) process.stdout.write(`${signs[level]} ${subject}: ${message}\n`);
    findings.push(...found);
  };
  tell([{ level: 'ok', subject: 'configuration', message: `${file ?? 'no file, so defaults and the environment'}: no fault.` }]);
  tell(notes.map((message) => ({ level: 'hint', subject: 'configuration', message })));
  const { findings: folderFindings, inUse } = await examineDataFolder(config);
  tell(folderFindings);
  tell(await examineRunningService(config, inUse));
  tell(await examineState(config, inUse));
  tell(await examineLedger(config, inUse));
  tell(await examineModels(config));
  tell(examineClock(Date.now(), config.region.timeZone));
  tell(examineMemory());
  tell(await examineSources(config, () => Date.now(), new AbortController().signal));
  tell(await examineTickets(config, new AbortController().signal));
  tell(await examineSinks(config, () => Date.now(), new AbortController().signal));
  const wrong = findings.filter((finding) => finding.level === 'wrong').length;
  process.stdout.write(wrong === 0 ? '\nNothing is wrong.\n' : `\n${wrong} ${wrong === 1 ? 'thing is' : 'things are'} wrong.\n`);
  // connections kept alive for the next query would hold the process
  process.exit(wrong === 0 ? 0 : 1);
}
