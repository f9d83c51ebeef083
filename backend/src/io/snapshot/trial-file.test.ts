import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ModelTrials } from '../../domain/models/model-trials.ts';
import { TrialFile } from './trial-file.ts';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'fleetcast-trial-'));
  file = path.join(folder, 'trial.bin');
});
afterEach(() => rmSync(folder, { recursive: true }));

const trials = new ModelTrials(Int32Array.of(6, 96), { stepSeconds: 300, horizonSteps: 96 });
trials.begin('now', 'next', 'before');
const written = trials.export();

describe('the file of the trials', () => {
  it('is read as it was written, after the process that wrote the next one was killed in its midst too', async () => {
    await new TrialFile(folder).save(written);
    writeFileSync(`${file}.new`, readFileSync(file).subarray(0, 30));
    const { trials: read, message } = await new TrialFile(folder).load();
    expect([read, message]).toEqual([written, null]);
    const again = new ModelTrials(Int32Array.of(6, 96), { stepSeconds: 300, horizonSteps: 96 });
    again.import(read!);
    expect(again.export()).toEqual(written);
  });

  it('need not be there', async () => {
    expect(await new TrialFile(folder).load()).toEqual({ trials: null, message: null });
  });

  it.each<[string, (bytes: Buffer) => Buffer]>([
    ['cut off', (bytes) => bytes.subarray(0, bytes.length - 20)],
    ['empty', () => Buffer.alloc(0)],
    ['overwritten in one place', (bytes) => Buffer.from(bytes).fill('x', 40, 41)],
    ['of something else', () => Buffer.from('{"champion":"now"}')],
  ])('is set aside, in words, when it is %s', async (_how, damaged) => {
    await new TrialFile(folder).save(written);
    writeFileSync(file, damaged(readFileSync(file)));
    const { trials: read, message } = await new TrialFile(folder).load();
    expect(read).toBeNull();
    expect(message).toContain('trial.bin.damaged');
    expect(readdirSync(folder)).toEqual(['trial.bin.damaged']);
  });
});
