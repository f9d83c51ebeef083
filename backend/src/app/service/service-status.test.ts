import { describe, expect, it } from '@jest/globals';
import { publishedFleet, settleMs, type SampleServer } from '../../../test/service/sample-fleet.ts';
import { PublishedFleet } from '../cycle/published-fleet.ts';
import { modelListOf, seriesCounts } from './service-status.ts';

const fleetOf = (samples: readonly SampleServer[]) => {
  const { snapshot, index } = publishedFleet(samples);
  const fleet = new PublishedFleet(settleMs);
  fleet.receiveDirectory(index.directory);
  fleet.receiveSnapshot(snapshot);
  return fleet;
};
const models: readonly SampleServer[] = ['a', 'b', 'c'].map((server) => ({ server, spoken: 'model' }));
const floor: SampleServer = { server: 'd', spoken: 'floor' };

describe('who is said to speak', () => {
  it('is nobody before the first forecast', () => {
    expect(modelListOf(new PublishedFleet(settleMs), [])).toMatchObject({ serving: null, servingReason: 'No forecast has been made yet.', seriesServed: { byModel: 0, byFloor: 0 } });
  });

  it('is one model with its series, floors having the rest, or floors alone', () => {
    expect(modelListOf(fleetOf([...models, floor]), [])).toMatchObject({ serving: 'base-1', servingReason: 'base-1 speaks for 3 of 4 series, simple forecasts for the rest.', seriesServed: { byModel: 3, byFloor: 1 } });
    expect(modelListOf(fleetOf(models), []).servingReason).toBe('base-1 speaks for all 3 series.');
    expect(modelListOf(fleetOf([floor]), [])).toMatchObject({ serving: null, servingReason: 'Simple forecasts speak for every series.' });
  });

  it('is each model with its own series where the former champion has kept some', () => {
    const fleet = fleetOf([...models, floor]);
    const { snapshot } = fleet.current()!;
    const seriesSpeaker = snapshot.columns.seriesSpeaker.slice();
    seriesSpeaker[1] = snapshot.speakers.length;
    fleet.receiveSnapshot({ ...snapshot, speakers: [...snapshot.speakers, { kind: 'model', name: 'base-0' }], columns: { ...snapshot.columns, seriesSpeaker } });
    expect(modelListOf(fleet, [])).toMatchObject({ serving: 'base-1', servingReason: 'base-1 speaks for 2 of 4 series, base-0 for 1, simple forecasts for the rest.' });
    expect(seriesCounts(fleet.current()!.snapshot)).toMatchObject({ total: 4, byModel: 3, byFloor: 1 });
  });
});
