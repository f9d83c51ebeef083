import { readFileSync } from 'node:fs';
import path from 'node:path';
import { createSecureContext } from 'node:tls';
import type { z } from 'zod';
import { reasonOf } from '../../io/reason.ts';
import type { ConfigFault } from './environment.ts';
import type { configSchema } from './schema.ts';

/** Files of one TLS setting, in PEM form. */
interface CertificateFiles {
  caFile?: string | undefined;
  certFile?: string | undefined;
  keyFile?: string | undefined;
}

const fileKeys = ['caFile', 'certFile', 'keyFile'] as const;

/**
 * Makes the paths of all certificates count from the configuration's own folder, and tries each set: one that cannot be used is a
 * fault now, and not a thread that ends later.
 */
export function locateCertificates(settings: z.infer<typeof configSchema>, folder: string): ConfigFault[] {
  const places: ReadonlyArray<readonly [string, CertificateFiles | undefined]> = [
    ['listen.tls', settings.listen.tls],
    ...settings.sources.map(({ tls }, at) => [`sources.${at}.tls`, tls] as const),
    ...settings.sinks.map(({ tls }, at) => [`sinks.${at}.tls`, tls] as const),
    ...settings.tickets.systems.map(({ tls }, at) => [`tickets.systems.${at}.tls`, tls] as const),
  ];
  return places.flatMap(([at, files]) => (files === undefined ? [] : locate(at, files, folder)));
}

function locate(at: string, files: CertificateFiles, folder: string): ConfigFault[] {
  const faults: ConfigFault[] = [];
  const contents: { caFile?: Buffer; certFile?: Buffer; keyFile?: Buffer } = {};
  for (const key of fileKeys) {
    const given = files[key];
    if (given === undefined) continue;
    const file = (files[key] = path.resolve(folder, given));
    try {
      contents[key] = readFileSync(file);
    } catch (error) {
      faults.push({ path: `${at}.${key}`, problem: `the file cannot be read (${(error as NodeJS.ErrnoException).code ?? String(error)})`, received: file, accepted: 'path of a readable PEM file' });
    }
  }
  if (faults.length > 0) return faults;
  try {
    createSecureContext({ ca: contents.caFile, cert: contents.certFile, key: contents.keyFile });
    return [];
  } catch (error) {
    const received = fileKeys.flatMap((key) => files[key] ?? []).join(', ');
    return [{ path: at, problem: `these files cannot be used (${reasonOf(error)})`, received, accepted: 'PEM files, with the key of the certificate' }];
  }
}
