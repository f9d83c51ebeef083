import { describe, expect, it } from '@jest/globals';
import { profileOfName } from './profiles.ts';

describe('the profile of a name', () => {
  it.each([
    ['ppweb003', 'web'],
    ['prd-db1', 'database'],
    ['pgsql-eu-2.example.org', 'database'],
    ['redis-cache-01', 'cache'],
    ['APPSRV12', 'app'],
    ['nightly-batch', 'batch'],
    ['etl7', 'batch'],
    ['frontend-5f7c9', 'web'],
    ['checkout-api-1', 'app'],
    ['gandalf', 'unknown'],
    ['10.0.0.7', 'unknown'],
    ['fe80::db', 'unknown'],
    ['webmaster', 'unknown'],
    ['happy', 'unknown'],
    ['mail.web.example.org', 'unknown'],
  ])('of %s is %s', (name, profile) => {
    expect(profileOfName(name)).toBe(profile);
  });

  it('follows the rules given instead of its own', () => {
    const rules = [{ pattern: /^gandalf/, profile: 'wizard' }];
    expect(profileOfName('gandalf-1', rules)).toBe('wizard');
    expect(profileOfName('ppweb003', rules)).toBe('unknown');
  });
});
