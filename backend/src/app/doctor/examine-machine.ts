import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { access, constants, open, rm, statfs } from 'node:fs/promises';
import { freemem } from 'node:os';
import path from 'node:path';
import { DataFolderLease } from '../../io/lease/data-folder-lease.ts';
import { readModel } from '../../io/model-store/model-folder.ts';
import { ModelStore } from '../../io/model-store/model-store.ts';
import { reasonOf } from '../../io/reason.ts';
import { pendingMigrations } from '../../io/state/state-database.ts';
import { ledgerStoreOptions } from '../service/running-ledger.ts';
import { stateFault } from '../service/state-fault.ts';
import type { Config } from '../config/config.ts';
import { stateLocation } from '../config/state-location.ts';
import { intakeDefaults } from '../intake/intake-options.ts';
import { shippedModelFolder } from '../training/shipped-model.ts';
import type { Finding } from './finding.ts';

const gigabyte = 2 ** 30;
/** Below this, the next training would push the machine into swapping. */
const leastFreeMemoryBytes = 512 * 2 ** 20;
/** When the first version was built: a clock before it has lost its time. */
const earliestPlausibleMs = Date.UTC(2025, 0, 1);

/** Makes nothing that stays. Whether the folder can be written durably, has room, and whether a service is at work in it. */
export async function examineDataFolder({ dataFolder }: Config): Promise<{ readonly findings: readonly Finding[]; readonly inUse: boolean }> {
  const subject = 'data folder';
  if (!existsSync(dataFolder)) {
    const parent = nearestExisting(dataFolder);
    try {
      await access(parent, constants.W_OK | constants.X_OK);
      return { findings: [{ level: 'ok', subject, message: `${dataFolder} will be made at the first start.` }], inUse: false };
    } catch {
      return { findings: [{ level: 'wrong', subject, message: `${dataFolder} is not there and cannot be made, because ${parent} cannot be written: give the service's user the right to it, or name another dataFolder.` }], inUse: false };
    }
  }
  try {
    const probe = path.join(dataFolder, `.doctor-${randomUUID()}`);
    const file = await open(probe, 'wx');
    await file.writeFile('written by fleetcast doctor').then(() => file.sync()).finally(() => file.close());
    await rm(probe);
  } catch (error) {
    const reason = reasonOf(error);
    return { findings: [{ level: 'wrong', subject, message: `${dataFolder} cannot be written (${reason}): give the service's user the right to it, or name another dataFolder.` }], inUse: false };
  }
  const { bavail, bsize } = await statfs(dataFolder);
  const freeBytes = bavail * bsize;
  const free = `${(freeBytes / gigabyte).toFixed(1)} GB are free`;
  const findings: Finding[] = [];
  if (freeBytes < intakeDefaults.reserveBytes) findings.push({ level: 'wrong', subject, message: `${dataFolder}: only ${free}, so nothing that is pushed will be stored: make room.` });
  else if (freeBytes < 4 * intakeDefaults.reserveBytes) findings.push({ level: 'hint', subject, message: `${dataFolder}: ${free}; the intake stops storing at ${intakeDefaults.reserveBytes / 2 ** 20} MB.` });
  else findings.push({ level: 'ok', subject, message: `${dataFolder} can be written; ${free}.` });
  const lease = DataFolderLease.look(dataFolder);
  if (lease.kind === 'unusable') findings.push({ level: 'wrong', subject, message: lease.message });
  return { findings, inUse: lease.kind === 'taken' };
}

/** The folder itself, or the first one above it that is there. */
function nearestExisting(folder: string): string {
  return existsSync(folder) || path.dirname(folder) === folder ? folder : nearestExisting(path.dirname(folder));
}

/** What a service that runs on this folder says about itself. */
export async function examineRunningService({ listen }: Config, inUse: boolean): Promise<readonly Finding[]> {
  const subject = 'service';
  if (!inUse) return [{ level: 'hint', subject, message: 'None runs on this data folder: start it with fleetcast serve.' }];
  const host = ['0.0.0.0', '::'].includes(listen.host) ? '127.0.0.1' : listen.host;
  const url = `${listen.tls === undefined ? 'http' : 'https'}://${host.includes(':') ? `[${host}]` : host}:${listen.port}/readyz`;
  if (listen.tls !== undefined) return [{ level: 'ok', subject, message: `One runs on this data folder; ask it at ${url}.` }];
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(5000) });
    const { ready, reasons } = (await answer.json()) as { ready: boolean; reasons: string[] };
    return ready
      ? [{ level: 'ok', subject, message: `It runs and is ready${reasons.length > 0 ? `; it says: ${reasons.join(' ')}` : ''}.` }]
      : [{ level: 'hint', subject, message: `It runs and is not ready yet: ${reasons.join(' ')}` }];
  } catch (error) {
    return [{ level: 'wrong', subject, message: `A process holds the data folder, but ${url} does not answer (${reasonOf(error)}): look at its log.` }];
  }
}

export async function examineState(config: Config, inUse: boolean): Promise<readonly Finding[]> {
  const location = stateLocation(config);
  const subject = 'state';
  if (location.kind === 'sqlite' && inUse) return [{ level: 'ok', subject, message: 'SQLite in the data folder, held by the running service.' }];
  if (location.kind === 'sqlite' && !existsSync(location.file)) return [{ level: 'ok', subject, message: 'SQLite; the file will be made at the first start.' }];
  try {
    const pending = await pendingMigrations(location);
    const tables = pending.length === 0 ? 'its tables are up to date' : `its tables will be brought up to date at the next start (${pending.join(', ')})`;
    return [{ level: 'ok', subject, message: location.kind === 'sqlite' ? `SQLite in ${location.file} opens; ${tables}.` : `PostgreSQL answers; ${tables}.` }];
  } catch (error) {
    return [{ level: 'wrong', subject, message: stateFault(location, error) }];
  }
}

/** Whether the ledger's file opens; a running service has it open and tells itself what is wrong with it. */
export async function examineLedger(config: Config, inUse: boolean): Promise<readonly Finding[]> {
  const subject = 'ledger';
  const options = ledgerStoreOptions(config);
  if (inUse) return [{ level: 'ok', subject, message: 'DuckDB in the data folder, held by the running service.' }];
  if (!existsSync(options.file)) return [{ level: 'ok', subject, message: 'The file will be made at the first start.' }];
  const { LedgerStore } = await import('../../io/ledger/ledger-store.ts');
  const store = new LedgerStore(options);
  const opened = await store.open(Date.now());
  store.close();
  if ('kind' in opened) return [{ level: 'wrong', subject, message: `${options.file} cannot be opened (${opened.message}): restore it with fleetcast restore, or move it away, and a new one is begun.` }];
  const setAside: Finding[] = store.setAside.map((file) => ({ level: 'hint', subject, message: `${file} could not be read and was set aside.` }));
  return [...setAside, { level: 'ok', subject, message: `${options.file} opens and knows ${opened.series.length} series.` }];
}

/** The model that comes with the program, its checksum, and the models trained here. */
export async function examineModels({ dataFolder, grid }: Config): Promise<readonly Finding[]> {
  const subject = 'model';
  const findings: Finding[] = [];
  const shipped = await readModel(shippedModelFolder);
  if (shipped.kind !== 'read') {
    findings.push({ level: 'wrong', subject, message: `${shipped.message} Until then simple forecasts speak for every series.` });
  } else {
    const { manifest } = shipped.model;
    findings.push({ level: 'ok', subject, message: `The base model ${manifest.version} is whole (checksum ${manifest.weights.checksumSha256.slice(0, 12)}).` });
    if (manifest.definition.grid.stepSeconds !== grid.stepSeconds || manifest.definition.grid.horizonSteps !== grid.horizonSteps) {
      const made = `${manifest.definition.grid.stepSeconds} s x ${manifest.definition.grid.horizonSteps} steps`;
      findings.push({ level: 'hint', subject, message: `It is made for ${made}, the configuration asks for ${grid.stepSeconds} s x ${grid.horizonSteps}: simple forecasts speak until a model has been trained here.` });
    }
  }
  const { manifests, faults } = await new ModelStore(path.join(dataFolder, 'models')).list();
  if (manifests.length > 0) findings.push({ level: 'ok', subject, message: `${manifests.length} trained here, the newest ${manifests[manifests.length - 1].version}.` });
  return [...findings, ...faults.map((fault): Finding => ({ level: 'hint', subject, message: fault.message }))];
}

export function examineClock(nowMs: number, timeZone: string): readonly Finding[] {
  const subject = 'clock';
  const shown = new Intl.DateTimeFormat('en-GB', { timeZone, dateStyle: 'medium', timeStyle: 'medium' }).format(nowMs);
  if (nowMs < earliestPlausibleMs) return [{ level: 'wrong', subject, message: `This machine thinks it is ${shown}: set its clock and keep it in time with NTP.` }];
  return [{ level: 'ok', subject, message: `It is ${shown} in ${timeZone}. Compare: days and the same time yesterday follow this zone.` }];
}

export function examineMemory(): readonly Finding[] {
  const freeBytes = freemem();
  const free = `${(freeBytes / gigabyte).toFixed(1)} GB of memory are free`;
  return freeBytes < leastFreeMemoryBytes ? [{ level: 'hint', subject: 'memory', message: `Only ${free}; training needs about half a gigabyte.` }] : [{ level: 'ok', subject: 'memory', message: `${free}.` }];
}
