import path from 'node:path';
import { dataFolderNames } from '../../io/backup/data-folder.ts';
import type { StateLocation } from '../../io/state/state-database.ts';
import type { Config } from './config.ts';

/** PostgreSQL where the configuration names one, else SQLite in the data folder. */
export function stateLocation({ dataFolder, state: { databaseUrl } }: Pick<Config, 'dataFolder' | 'state'>): StateLocation {
  return databaseUrl === undefined ? { kind: 'sqlite', file: path.join(dataFolder, dataFolderNames.state) } : { kind: 'postgres', url: databaseUrl };
}
