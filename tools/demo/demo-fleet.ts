import { createFleet, type Fleet, seedFor, seedRanges } from '../../simulator/src/index.ts';

export const stepMs = 300_000;
export const historyDays = 8;
const demoSeeds = seedRanges.demo.last - seedRanges.demo.first + 1;

/** Of more than the 8 days after which the model speaks: the newest step settles only a minute after it has ended. */
const marginMs = 3_600_000;

/** Three regions, so that somewhere it is always working time. */
export function demoFleet(seed: number, servers: number, nowMs: number): Fleet {
  return createFleet({
    seed: seedFor('demo', seed % demoSeeds),
    servers,
    startMs: nowMs - historyDays * 86_400_000 - marginMs,
    stepMs,
    regions: [
      { name: 'eu-central', timeZone: 'Europe/Berlin' },
      { name: 'us-east', timeZone: 'America/New_York' },
      { name: 'ap-southeast', timeZone: 'Asia/Singapore' },
    ],
  });
}
