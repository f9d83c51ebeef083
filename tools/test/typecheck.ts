/** Type-checks every part: the Node side with the root tsconfig, the browser sides with their own. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '../..');
const projects = ['tsconfig.json', 'plugin/tsconfig.json', 'preview/tsconfig.json'].filter((file) => existsSync(path.join(root, file)));
let failed = 0;
for (const project of projects) {
  const done = spawnSync(process.execPath, [path.join(root, 'node_modules/typescript/bin/tsc'), '--noEmit', '-p', project], { cwd: root, stdio: 'inherit' });
  process.stdout.write(`types: ${project} ${done.status === 0 ? 'ok' : 'FAILED'}\n`);
  if (done.status !== 0) failed += 1;
}
process.exit(failed === 0 ? 0 : 1);
