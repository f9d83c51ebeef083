import { describe, expect, it } from '@jest/globals';
import { addedServers, sizesOf, sizeText } from './sizes.ts';

describe('the sizes of an action', () => {
  it('are every number of servers, or three factors, smallest first', () => {
    expect(sizesOf({ kind: 'scale-out', servers: 1, atMost: 3 })).toEqual([1, 2, 3].map((servers) => ({ kind: 'scale-out', servers })));
    expect(sizesOf({ kind: 'scale-up', resource: 'cpu', factor: 1.25, atMost: 2 })).toEqual([1.25, 1.63, 2].map((factor) => ({ kind: 'scale-up', resource: 'cpu', factor })));
  });

  it('are one where the playbook leaves nothing open', () => {
    expect(sizesOf({ kind: 'scale-out', servers: 2 })).toEqual([{ kind: 'scale-out', servers: 2 }]);
    expect(sizesOf({ kind: 'restart' })).toEqual([{ kind: 'restart' }]);
  });

  it('are said in words, and add capacity in servers', () => {
    expect(sizesOf({ kind: 'scale-out', servers: 1, atMost: 2 }).map(sizeText)).toEqual(['1 server', '2 servers']);
    expect(sizeText({ kind: 'scale-up', resource: 'memory', factor: 1.25 })).toBe('25% more memory');
    expect(sizeText({ kind: 'throttle', share: 0.8 })).toBeNull();
    expect([addedServers({ kind: 'scale-out', servers: 2 }), addedServers({ kind: 'scale-up', resource: 'cpu', factor: 1.5 }), addedServers({ kind: 'restart' })]).toEqual([2, 0.5, 0]);
  });
});
