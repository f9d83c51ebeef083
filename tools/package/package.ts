/**
 * `npm run package`: the plugin as Grafana installs it (a zip whose folder is named by the id) and the prediction service
 * (a tarball that runs on Node 24 after `npm ci --omit=dev`), with their checksums, in packages/.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';

import { buildStaleArtefacts } from '../build/artefacts.ts';
import { writePluginZip } from './plugin-zip.ts';
import { writeServiceTarball } from './service-tarball.ts';

const root = path.resolve(import.meta.dirname, '../..');
const outputFolder = path.join(root, 'packages');
const pluginId = 'fleetcast-forecasting-app';
const { version } = z.looseObject({ version: z.string() }).parse(JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')));

/** A line as `sha256sum --check` reads it. */
const checksumLine = (file: string): string => `${createHash('sha256').update(readFileSync(file)).digest('hex')}  ${path.basename(file)}\n`;

mkdirSync(outputFolder, { recursive: true });
await buildStaleArtefacts(root, (line) => process.stdout.write(`${line}\n`));
const pluginZip = path.join(outputFolder, `${pluginId}-${version}.zip`);
writePluginZip(path.join(root, 'plugin/dist'), pluginId, pluginZip);
process.stdout.write('Packing the prediction service ...\n');
const serviceName = `fleetcast-service-${version}`;
const serviceTarball = path.join(outputFolder, `${serviceName}.tar.gz`);
await writeServiceTarball(root, serviceName, serviceTarball);
const sums = path.join(outputFolder, 'SHA256SUMS');
writeFileSync(sums, [pluginZip, serviceTarball].map(checksumLine).join(''));
for (const file of [pluginZip, serviceTarball, sums]) process.stdout.write(`${path.relative(root, file)}\n`);
