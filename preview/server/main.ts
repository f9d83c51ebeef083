/** Starts the preview host: `node preview/server/main.ts --port 4300 --service http://127.0.0.1:8787`, token in FLEETCAST_PROXY_TOKEN. */
import path from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';

import { listen } from './listen.ts';
import { previewServer } from './preview-server.ts';

const { values } = parseArgs({ options: { port: { type: 'string', default: '4300' }, service: { type: 'string', default: 'http://127.0.0.1:8787' } } });
const root = path.resolve(import.meta.dirname, '../..');
const listening = await listen(
  previewServer({
    pluginFolder: path.join(root, 'plugin/dist'),
    pageFolder: path.join(root, 'preview/dist'),
    serviceUrl: values.service,
    apiToken: process.env.FLEETCAST_PROXY_TOKEN ?? '',
  }),
  Number(values.port),
);
process.stdout.write(`Preview host: ${listening.url}\n`);
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void listening.close().then(() => process.exit(0)));
