import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { strToU8, type Zippable, zipSync } from 'fflate';

import { filesUnder } from './files-under.ts';

/** Entries carry one fixed date, so that the same content gives the same bytes (zip counts years from 1980). */
const entryDate = new Date('2020-01-01T00:00:00Z');

/** Writes a built plugin as Grafana installs it: one folder, named by the plugin's id. */
export function writePluginZip(distFolder: string, pluginId: string, target: string): void {
  const entries: Zippable = { [`${pluginId}/`]: [strToU8(''), { mtime: entryDate }] };
  for (const file of filesUnder(distFolder)) {
    const name = `${pluginId}/${path.relative(distFolder, file).split(path.sep).join('/')}`;
    entries[name] = [readFileSync(file), { mtime: entryDate, level: 9 }];
  }
  writeFileSync(target, zipSync(entries));
}
