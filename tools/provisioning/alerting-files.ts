import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { alertingFile, type AlertingFile, type AlertRule, type RuleGroup } from './alerting-schema.ts';

export const repositoryRoot = path.resolve(import.meta.dirname, '../..');
/** Rules, which every stack gets. */
export const rulesFolder = 'provisioning/alerting';
/** Contact points, templates, policies and mute timings, which replace what an organisation has: only whoever asks gets them. */
export const routingFolder = 'provisioning/alerting-routing';

export interface ReadFile {
  readonly file: string;
  readonly content: AlertingFile;
}

/** Every file of a folder; a fault of any is thrown with the file's name. */
export function readAlertingFiles(folder: string): readonly ReadFile[] {
  return readdirSync(path.join(repositoryRoot, folder))
    .sort()
    .map((name) => {
      const file = `${folder}/${name}`;
      if (!/\.ya?ml$/.test(name)) throw new Error(`${file}: Grafana refuses a file here that is no YAML`);
      const read = alertingFile.safeParse(parse(readFileSync(path.join(repositoryRoot, file), 'utf8')));
      if (!read.success) throw new Error(`${file}: ${z.prettifyError(read.error)}`);
      return { file, content: read.data };
    });
}

export function ruleGroups(files: readonly ReadFile[]): readonly RuleGroup[] {
  return files.flatMap(({ content }) => content.groups);
}

export function rulesOf(files: readonly ReadFile[]): readonly AlertRule[] {
  return ruleGroups(files).flatMap(({ rules }) => rules);
}
