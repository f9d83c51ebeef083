/**
 * Makes the shipped base model, and the one without network series that the accuracy benchmark needs:
 *   npm run train:base -- --out FOLDER [--without-network] [--steps N] [--seed N]
 */
import path from 'node:path';
import { parseArgs } from 'node:util';
import { startTraining } from '@fleetcast/backend/src/app/training/training-process.ts';
import { baseTraining } from './base-training.ts';

const { values } = parseArgs({
  options: { out: { type: 'string' }, 'without-network': { type: 'boolean', default: false }, steps: { type: 'string' }, seed: { type: 'string' } },
});
if (values.out === undefined) throw new Error('--out FOLDER is needed: the folder of the new model, which must not exist');

const startedMs = performance.now();
const request = baseTraining({
  out: path.resolve(values.out),
  createdAt: new Date().toISOString(),
  withoutNetwork: values['without-network'],
  steps: values.steps === undefined ? undefined : Number(values.steps),
  seed: values.seed === undefined ? undefined : Number(values.seed),
});
const end = await startTraining(request, ({ step, totalSteps, loss, validationLoss, secondsLeft }) => {
  if (step % 100 === 0) console.log(`step ${step} of ${totalSteps}, loss ${loss?.toFixed(4)}, best validation ${validationLoss?.toFixed(4) ?? '-'}, ${secondsLeft} s left`);
}).finished;
if (end.kind !== 'trained') throw new Error(end.kind === 'cancelled' ? 'cancelled' : end.message);
console.log(`${end.manifest.version}: ${end.manifest.training.steps} steps in ${Math.round((performance.now() - startedMs) / 1000)} s, validation loss ${end.manifest.training.validationLoss}`);
