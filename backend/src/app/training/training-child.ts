/** Entry of the training process: one request in, progress and one result out. Started by training-process.ts alone. */
import { constants, setPriority } from 'node:os';
import { reasonOf } from '../../io/reason.ts';
import { runTraining } from './run-training.ts';
import { type TrainingMessage, trainingRequest } from './training-request.ts';

// training gives way to everything else on the machine
setPriority(constants.priority.PRIORITY_LOW);

/** Resolves once the parent has the message, so that leaving afterwards loses nothing. */
function tell(message: TrainingMessage): Promise<void> {
  return new Promise((resolve, reject) => {
    if (process.send === undefined) reject(new Error('this program is started by Fleetcast itself'));
    else process.send(message, undefined, {}, (error) => (error === null ? resolve() : reject(error)));
  });
}

// nobody waits for the result any more
process.on('disconnect', () => process.exit(1));

process.once('message', (content) => {
  runTraining(trainingRequest.parse(content), (progress) => void tell({ kind: 'progress', progress }))
    .catch((fault: unknown) => ({ kind: 'failed' as const, message: reasonOf(fault) }))
    .then(tell)
    .then(() => process.exit(0))
    .catch(() => process.exit(1));
});
