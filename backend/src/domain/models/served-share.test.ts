import { describe, expect, it } from '@jest/globals';
import { isInShare } from './served-share.ts';

const servers = Array.from({ length: 2000 }, (_, i) => `eu-web-${i}`);

describe('the share of servers that a challenger speaks for', () => {
  it('is about as large as was asked for', () => {
    for (const share of [0, 0.1, 0.5, 1]) {
      const chosen = servers.filter((server) => isInShare(server, share)).length / servers.length;
      expect(Math.abs(chosen - share)).toBeLessThan(0.03);
    }
  });

  it('only grows when the share grows: nobody who had the challenger loses it', () => {
    const small = servers.filter((server) => isInShare(server, 0.2));
    expect(small.every((server) => isInShare(server, 0.3))).toBe(true);
  });
});
