import { inspect } from 'node:util';
import { reasonOf } from '../../io/reason.ts';

/** What to do about faults of the machine, by the code that Node gives them. */
const advice: Readonly<Record<string, string>> = {
  EACCES: 'This user may not use that file or folder: give it the right, or name another one.',
  EPERM: 'This user may not use that file or folder: give it the right, or name another one.',
  EROFS: 'That disk can only be read: name a folder on another one.',
  ENOSPC: 'The disk is full: make room.',
  ENOENT: 'There is no such file or folder: is its name right?',
  ENOTDIR: 'Part of that path is a file: name a folder.',
  EISDIR: 'That is a folder: name a file.',
  EMFILE: 'Too many files are open: raise the limit (ulimit -n).',
};

/** What a command says that failed in a way which it does not answer itself. The stack helps nobody but whoever mends it. */
export function unforeseen(error: unknown): string {
  const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
  const stack = process.env.FLEETCAST_LOG_LEVEL === 'debug' ? `${inspect(error)}\n` : '';
  return `The command failed: ${reasonOf(error)}\n${advice[code] ?? 'This was not foreseen: with FLEETCAST_LOG_LEVEL=debug the same command tells where it happened.'}\n${stack}`;
}

/** Whoever read the output has read enough, as `head` does. */
export function endWithReader(error: NodeJS.ErrnoException): void {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
}
