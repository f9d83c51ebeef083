import { describe, expect, it } from '@jest/globals';
import { publishedFleet, settleMs } from '../../../test/service/sample-fleet.ts';
import { PublishedFleet } from './published-fleet.ts';

describe('the published fleet', () => {
  const { snapshot, index } = publishedFleet([{ server: 'web-1' }, { server: 'web-2' }]);

  it('is nothing before the first snapshot', () => {
    const fleet = new PublishedFleet(settleMs);
    fleet.receiveDirectory(index.directory);
    expect(fleet.current()).toBeNull();
  });

  it('never shows one snapshot with the servers of another', () => {
    const fleet = new PublishedFleet(settleMs);
    fleet.receiveDirectory(index.directory);
    fleet.receiveSnapshot(snapshot);
    const grown = publishedFleet([{ server: 'new-0' }, { server: 'web-1' }, { server: 'web-2' }]);
    const directory = { ...grown.index.directory, directoryId: 'grown' };
    fleet.receiveDirectory(directory);
    expect(fleet.current()?.index.directory.servers.map(({ server }) => server)).toEqual(['web-1', 'web-2']);
    fleet.receiveSnapshot({ ...grown.snapshot, directoryId: 'grown' });
    expect(fleet.current()?.index.directory.servers.map(({ server }) => server)).toEqual(['new-0', 'web-1', 'web-2']);
  });

  it('refuses a snapshot whose servers it does not know', () => {
    const fleet = new PublishedFleet(settleMs);
    expect(() => fleet.receiveSnapshot(snapshot)).toThrow('directory sample, which has not arrived');
  });
});
