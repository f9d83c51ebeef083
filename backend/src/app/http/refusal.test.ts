import { readFileSync } from 'node:fs';
import path from 'node:path';
import { errorBody, errorCatalogue, type ErrorCode } from '@fleetcast/contract';
import { describe, expect, it } from '@jest/globals';
import { TooManyQuestions } from '../analysis/too-many-questions.ts';
import { refusal, refusalAnswer, refusalOfError } from './refusal.ts';

const page = readFileSync(path.resolve(import.meta.dirname, '../../../../docs/errors.md'), 'utf8');

describe('docs/errors.md', () => {
  it('says of every code what the catalogue says, and of no other', () => {
    const told = page
      .split('\n')
      .filter((line) => line.startsWith('| `'))
      .map((line) => line.split('|').map((cell) => cell.trim()))
      .map(([, code, status, retryable, text]) => [code.replaceAll('`', ''), { status: Number(status), retryable: retryable === 'yes', text }] as const);
    expect(Object.fromEntries(told)).toEqual(errorCatalogue);
  });
});

describe('a refusal', () => {
  it.each(Object.keys(errorCatalogue) as ErrorCode[])('%s becomes the answer that the contract describes', (code) => {
    const { status, body } = refusalAnswer(refusal(code), 'r-1');
    expect(status).toBe(errorCatalogue[code].status);
    expect(errorBody.parse(body)).toEqual({ error: { code, message: errorCatalogue[code].text, requestId: 'r-1', retryable: errorCatalogue[code].retryable } });
  });
});

describe('something thrown', () => {
  it.each([
    [{ type: 'entity.too.large', status: 413 }, 'body_too_large'],
    [{ status: 415, message: 'unsupported charset' }, 'unsupported_media_type'],
    [{ status: 400, message: 'Failed to decode param' }, 'bad_request'],
    [new TooManyQuestions(200), 'too_many_questions'],
    [new Error('password=hunter2 leaked'), 'internal'],
    ['a string', 'internal'],
    [null, 'internal'],
  ] as const)('%j is %s to the caller', (thrown, code) => {
    expect(refusalOfError(thrown).code).toBe(code);
  });

  it('of our own making never shows its text', () => {
    expect(refusalOfError(new Error('password=hunter2 leaked')).message).not.toContain('hunter2');
  });
});
