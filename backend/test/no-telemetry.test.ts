/** What ONNX Runtime's library finds in the environment of the service at the moment it is loaded. */
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { expect, it } from '@jest/globals';

const main = path.resolve(import.meta.dirname, '../src/main.ts');

const tellsWhenLoaded = `data:text/javascript,${encodeURIComponent(`
  const load = process.dlopen;
  process.dlopen = (module, file, ...flags) => {
    if (file.includes('onnxruntime')) console.error('loaded with', process.env.ORT_DISABLE_TELEMETRY);
    return load.call(process, module, file, ...flags);
  };
`)}`;

it('the library of ONNX Runtime is told to report nothing before it is loaded', () => {
  const { ORT_DISABLE_TELEMETRY: _, ...env } = process.env;
  const { status, stderr } = spawnSync(process.execPath, ['--disable-warning=ExperimentalWarning', '--import', tellsWhenLoaded, main, '--version'], { env, encoding: 'utf8' });
  expect({ status, stderr: stderr.trim() }).toEqual({ status: 0, stderr: 'loaded with 1' });
});
