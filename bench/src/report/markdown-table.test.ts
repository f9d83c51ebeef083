import { describe, expect, it } from '@jest/globals';
import { markdownTable } from './markdown-table.ts';

describe('a table in Markdown', () => {
  it('aligns its columns, numbers to the right', () => {
    expect(markdownTable(['metric', 'wQL'], [['cpu', 0.25], ['memory', null]])).toBe(
      ['| metric |   wQL |', '|--------|------:|', '| cpu    | 0.250 |', '| memory |     - |'].join('\n'),
    );
  });
});
