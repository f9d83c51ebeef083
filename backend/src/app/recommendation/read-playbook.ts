import { LineCounter, parseDocument } from 'yaml';
import type { z } from 'zod';
import { type Playbook, playbookSchema } from '../../domain/recommendation/playbook.ts';
import { reasonOf } from '../../io/reason.ts';

/** What is wrong in a playbook, and in which line of its file. */
export interface PlaybookFault {
  readonly line: number | null;
  readonly message: string;
}

export type PlaybookReading = { readonly kind: 'read'; readonly playbook: Playbook } | { readonly kind: 'faulty'; readonly faults: readonly PlaybookFault[] };

/** A larger file is no playbook that people wrote; YAML's aliases could make it larger still. */
const mostBytes = 1_000_000;
const mostFaults = 50;

/** Reads a playbook; every fault at once, each with its line. */
export function readPlaybook(text: string): PlaybookReading {
  if (text.length > mostBytes) return { kind: 'faulty', faults: [{ line: null, message: `The file has ${text.length} characters; at most ${mostBytes} are read.` }] };
  const lines = new LineCounter();
  const document = parseDocument(text, { strict: true, uniqueKeys: true, lineCounter: lines, prettyErrors: false });
  const syntax = document.errors.map((error): PlaybookFault => ({ line: lines.linePos(error.pos[0]).line, message: `No valid YAML: ${error.message.split('\n')[0]}` }));
  if (syntax.length > 0) return { kind: 'faulty', faults: syntax.slice(0, mostFaults) };
  let value: unknown;
  try {
    value = document.toJS({ maxAliasCount: 100 });
  } catch (error) {
    return { kind: 'faulty', faults: [{ line: null, message: `No valid YAML: ${reasonOf(error)}` }] };
  }
  const parsed = playbookSchema.safeParse(value ?? {});
  if (parsed.success) return { kind: 'read', playbook: parsed.data };

  /** The line of the innermost part of the path that stands in the file. */
  const lineOf = (path: readonly PropertyKey[]): number | null => {
    for (let length = path.length; length >= 0; length--) {
      const node = document.getIn(path.slice(0, length), true) as { range?: readonly [number, number, number] | null } | undefined;
      if (node?.range !== undefined && node.range !== null) return lines.linePos(node.range[0]).line;
    }
    return null;
  };
  const faults = parsed.error.issues.flatMap((issue) => faultsOf(issue).map(({ path, message }) => ({ line: lineOf(path), message })));
  return { kind: 'faulty', faults: faults.sort((a, b) => (a.line ?? 0) - (b.line ?? 0)).slice(0, mostFaults) };
}

function faultsOf(issue: z.core.$ZodIssue): ReadonlyArray<{ readonly path: readonly PropertyKey[]; readonly message: string }> {
  const place = issue.path.map(String).join('.') || 'the file';
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => ({ path: [...issue.path, key], message: `${place}: unknown setting ${key}` }));
  return [{ path: issue.path, message: `${place}: ${issue.message}` }];
}
