import { describe, expect, it } from '@jest/globals';
import { nameAndIdOf, nameWithId } from './told-names.ts';

describe('a server told by name and id', () => {
  it.each(['web-1', 'db (old)', 'pp/db 100%:ü', 'a (b) (c)'])('is found again: %s', (server) => {
    expect(nameAndIdOf(nameWithId({ server, serverId: 'Ab_9-x' }))).toEqual({ server, serverId: 'Ab_9-x' });
  });

  it.each(['web-1', 'web (not an id)', '(Ab_9-x)', 'web-1 ()', 'web-1(Ab_9-x)'])('has an id behind its name, unlike %s', (name) => {
    expect(nameAndIdOf(name)).toBeNull();
  });
});
