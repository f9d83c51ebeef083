import { existsSync } from 'node:fs';
import path from 'node:path';
import { dataFolderNames, samplesFileIn } from '../../io/backup/data-folder.ts';
import type { LedgerStore } from '../../io/ledger/ledger-store.ts';
import type { SampleStore } from '../../io/samples/sample-store.ts';
import { copySqlite } from '../../io/state/copy-sqlite.ts';
import type { Config } from '../config/config.ts';
import { intakeOptions } from '../service/running-intake.ts';
import { ledgerStoreOptions } from '../service/running-ledger.ts';
import type { BackupParts } from './ports.ts';

/** The databases of a service that does not run. Whoever calls holds the lease. */
export function stoppedParts(config: Config, nowMs: number): BackupParts {
  const { dataFolder } = config;
  const stateFile = path.join(dataFolder, dataFolderNames.state);
  return {
    stateIn: config.state.databaseUrl === undefined ? 'sqlite' : 'postgres',
    async copyState(file) {
      if (config.state.databaseUrl === undefined && existsSync(stateFile)) copySqlite(stateFile, file);
    },
    copySamples: (file) => copyClosedSamples(config, file, nowMs),
    copyLedger: (file) => copyClosedLedger(config, file, nowMs),
  };
}

/** Copies a sample file that no other process or thread has open. */
export async function copyClosedSamples(config: Config, file: string, nowMs: number): Promise<void> {
  if (!existsSync(samplesFileIn(config.dataFolder))) return;
  // The service's main thread has no other use for DuckDB: it is loaded only here and now.
  const { SampleStore } = await import('../../io/samples/sample-store.ts');
  await copyClosed(new SampleStore(intakeOptions(config)), file, nowMs);
}

/** Copies a ledger that no other process or thread has open. */
async function copyClosedLedger(config: Config, file: string, nowMs: number): Promise<void> {
  const options = ledgerStoreOptions(config);
  if (!existsSync(options.file)) return;
  const { LedgerStore } = await import('../../io/ledger/ledger-store.ts');
  await copyClosed(new LedgerStore(options), file, nowMs);
}

async function copyClosed(store: SampleStore | LedgerStore, file: string, nowMs: number): Promise<void> {
  const opened = await store.open(nowMs);
  if ('kind' in opened) throw new Error(opened.message);
  try {
    const fault = await store.copyTo(file);
    if (fault !== null) throw new Error(fault.message);
  } finally {
    store.close();
  }
}
