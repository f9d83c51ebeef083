import { expect, it } from '@jest/globals';
import { checkedSignature } from './hook-signature.ts';

// printf '1700000000:{"alerts":[]}' | openssl dgst -sha256 -hmac 'a secret of 32 characters, or so'
const digest = 'cd5bd4905a2315d056af5518ab60ac0764948ecb729f86a9d6e1b1798b0927ea';
const settings = { secret: ['a secret of 32 characters, or so'], header: 'x-signature', timestampHeader: 'x-time', toleranceSeconds: 300 };
const body = Buffer.from('{"alerts":[]}');
const at = 1_700_000_000_000;

it('takes what openssl makes of time and body', () => {
  expect(checkedSignature({ 'x-signature': digest, 'x-time': '1700000000' }, body, settings, at)).toBe(digest);
  expect(checkedSignature({ 'x-signature': digest.toUpperCase(), 'x-time': '1700000000' }, body, settings, at + 300_000)).toBe(digest);
});

it('takes neither of two secrets for the other, nor an empty list for any', () => {
  const headers = { 'x-signature': digest, 'x-time': '1700000000' };
  expect(checkedSignature(headers, body, { ...settings, secret: ['the secret that came after it'] }, at)).toMatchObject({ code: 'unauthenticated' });
  expect(checkedSignature(headers, body, { ...settings, secret: ['the secret that came after it', ...settings.secret] }, at)).toBe(digest);
  expect(checkedSignature(headers, body, { ...settings, secret: [] }, at)).toMatchObject({ code: 'unauthenticated' });
});
