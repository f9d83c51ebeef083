import { createHash } from 'node:crypto';
import { serverId } from '@fleetcast/contract';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { serverIdOf } from './server-identity.ts';
import { sha256 } from './sha256.ts';

describe('sha256', () => {
  it('gives the digests of FIPS 180-4', () => {
    const hex = (text: string) => Buffer.from(sha256(text)).toString('hex');
    expect(hex('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
    expect(hex('')).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
  });

  it("agrees with the platform's own on any text, block boundaries included", () => {
    const agrees = (text: string) => expect(Buffer.from(sha256(text))).toEqual(createHash('sha256').update(text, 'utf8').digest());
    for (const length of [55, 56, 63, 64, 65, 119, 120, 128]) agrees('x'.repeat(length));
    fc.assert(fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), agrees), { seed: 7, numRuns: 200 });
  });
});

describe('the id of a server', () => {
  it('is what it was yesterday: stored keys depend on it', () => {
    expect(serverIdOf('eu', { server: 'ppweb003' })).toBe('l0BV_IN2FooruoKKwy-d');
  });

  it('is URL-safe whatever the labels hold', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.dictionary(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' })), (region, labels) => {
        expect(serverId.safeParse(serverIdOf(region, labels)).success).toBe(true);
      }),
      { seed: 7 },
    );
  });

  it('does not depend on the order of labels', () => {
    expect(serverIdOf('eu', { host: 'a', cluster: 'b' })).toBe(serverIdOf('eu', { cluster: 'b', host: 'a' }));
  });

  it('tells regions, names and values apart, even where they would concatenate alike', () => {
    const ids = [serverIdOf('eu', { a: 'bc' }), serverIdOf('eu', { ab: 'c' }), serverIdOf('e', { ua: 'bc' }), serverIdOf('us', { a: 'bc' }), serverIdOf('eu', { a: 'bc', d: '' })];
    expect(new Set(ids).size).toBe(ids.length);
  });
});
