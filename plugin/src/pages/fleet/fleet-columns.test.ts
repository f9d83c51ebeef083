import { describe, expect, it } from '@jest/globals';
import { columnsFor, gridTemplate } from './fleet-columns.ts';

describe("the Fleet page's columns", () => {
  it('are all there on a wide page, the essential ones on a tablet, and none on a phone', () => {
    expect([1440, 1090, 1089, 790, 789, 358].map((width) => columnsFor(width)?.length ?? 'cards')).toEqual([9, 9, 6, 6, 'cards', 'cards']);
  });

  it('never lose the server, its risk and the breach', () => {
    expect(columnsFor(800)?.map(({ key }) => key)).toEqual(expect.arrayContaining(['server', 'status', 'risk', 'metric', 'breach']));
  });

  it('fit into the least width they are given: tracks, gaps of 8 and padding of 8', () => {
    for (const width of [1090, 790]) {
      const columns = columnsFor(width)!;
      const tracks = [...gridTemplate(columns).matchAll(/(\d+)px/g)].reduce((sum, [, pixels]) => sum + Number(pixels), 0);
      expect(tracks + (columns.length - 1) * 8 + 16).toBeLessThanOrEqual(width);
    }
  });
});
