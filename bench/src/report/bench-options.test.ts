import { describe, expect, it } from '@jest/globals';
import { benchOptions } from './bench-options.ts';

describe('the command line of a benchmark', () => {
  it('asks for the whole proof unless told otherwise', () => {
    expect(benchOptions([])).toEqual({ quick: false, use: 'proof' });
    expect(benchOptions(['--tuning', '--quick'])).toEqual({ quick: true, use: 'tuning' });
  });

  it('is refused when it asks for something else', () => {
    expect(() => benchOptions(['--quik'])).toThrow('--quik');
    expect(() => benchOptions(['tuning'])).toThrow('tuning');
  });
});
