import { describe, expect, it } from '@jest/globals';
import { toldApart } from './told-apart.ts';

const server = (serverId: string, name: string, region: string) => ({ serverId, server: name, region });

describe('servers that are shown together', () => {
  it('are called by their names', () => {
    const shown = [server('1', 'web', 'eu'), server('2', 'db', 'eu'), server('1', 'web', 'eu')];
    expect(shown.map(toldApart(shown))).toEqual(['web', 'db', 'web']);
  });

  it('are told apart by region where they share a name, and by id where they share that too', () => {
    const shown = [server('1', 'web', 'eu'), server('2', 'web', 'us'), server('3', 'db', 'eu'), server('4', 'db', 'eu')];
    expect(shown.map(toldApart(shown))).toEqual(['web (eu)', 'web (us)', 'db (3)', 'db (4)']);
  });
});
