/**
 * `npm run bench:recommendation`: a simulated month with faults, in which the first recommendation is followed each time. Beside it
 * the same month with nothing done, a random action, a fixed table of rules, and somebody who knows what comes; and whether a
 * deliberately bad action sinks. docs/methods/recommendation.md says what is counted.
 */
import { PlaybookSource } from '@fleetcast/backend/src/app/recommendation/playbook-source.ts';
import { shippedModelFolder } from '@fleetcast/backend/src/app/training/shipped-model.ts';
import { readModel } from '@fleetcast/backend/src/io/model-store/model-folder.ts';
import { openModel } from '@fleetcast/backend/src/io/onnxruntime/session-model.ts';
import { type SeedUse, seedFor } from '@fleetcast/simulator';
import { badActionId, sinkingOf } from './recommendation/bad-action.ts';
import type { DoneAction } from './recommendation/done-actions.ts';
import { LivedMonth } from './recommendation/lived-month.ts';
import { drawMonth, type Month } from './recommendation/month.ts';
import { byChance, byFirstRecommendation, byRules, type Choice, operatedMonth } from './recommendation/operators.ts';
import { oracleMonth } from './recommendation/oracle.ts';
import { Recommending } from './recommendation/recommending.ts';
import { sumOf, type Verdict, verdictOf } from './recommendation/verdict.ts';
import { Watch } from './recommendation/watch.ts';
import { BenchReport } from './report/bench-report.ts';

const report = new BenchReport('recommendation');
const { quick, use } = report;
/** Playbook and ranking are tuned on seeds that the proof never meets. */
const seedOf = (n: number) => (use === 'tuning' ? seedFor('tuning', 2000 + n) : seedFor('recommendation proof' satisfies SeedUse, firstProof + n));
/** Months before it were looked at while the bench itself was mended. */
const firstProof = 700;
const months = quick ? { fleets: 1, days: 12 } : { fleets: 3, days: 30 };
const episodes = 50;
const mostSeeds = 200;

const stored = await readModel(shippedModelFolder);
if (stored.kind !== 'read') throw new Error(stored.message);
const model = await openModel(stored.model, 64, 2);
const playbook = await PlaybookSource.open(undefined, () => 0);

const arms = ['first recommendation', 'random action', 'fixed rules', 'oracle'] as const;
type Arm = (typeof arms)[number];
const verdicts = new Map<Arm, Verdict[]>(arms.map((arm) => [arm, []]));
const taken = new Map<Arm, DoneAction[]>(arms.map((arm) => [arm, []]));
let askedSeeds = 0;

for (let fleet = 0; fleet < months.fleets; fleet++) {
  const month = nextMonth(fleet, months.days);
  const undisturbed = new LivedMonth(month);
  undisturbed.liveTo(month.lastStep);
  for (const arm of arms) {
    const world = new LivedMonth(month);
    const done = await operated(arm, world);
    verdicts.get(arm)!.push(verdictOf(world, done, undisturbed));
    taken.get(arm)!.push(...done.filter(({ restOf }) => restOf === null));
  }
  const [followed] = verdicts.get('first recommendation')!.slice(-1);
  report.say(`fleet ${fleet + 1}: ${month.faults.length} faults in ${month.days} days bring ${followed.breaches} breaches; following recommendations avoids ${followed.avoided} with ${followed.actions} actions`);
}

/** Fleets that are not operated well are passed over, whatever would be recommended for them. */
function nextMonth(fleet: number, days: number): Month {
  while (askedSeeds < mostSeeds) {
    const month = drawMonth(seedOf(askedSeeds++), fleet, days);
    if (month !== null) return month;
  }
  throw new Error(`none of ${mostSeeds} seeds gives a fleet that is operated well`);
}

async function operated(arm: Arm, world: LivedMonth): Promise<readonly DoneAction[]> {
  const watch = new Watch(world, model);
  const by = async (choose: Choice) => (await operatedMonth(world, watch, choose, playbook.current)).list;
  switch (arm) {
    case 'oracle':
      return oracleMonth(world, playbook.current).list;
    case 'random action':
      return by(byChance(playbook.current, world.month.seed));
    case 'fixed rules':
      return by(byRules(playbook.current));
    case 'first recommendation': {
      const recommending = new Recommending(playbook, world.month);
      const { list } = await operatedMonth(world, watch, byFirstRecommendation(recommending, playbook.current), playbook.current, recommending);
      await recommending.close();
      return list;
    }
  }
}

const sums = new Map(arms.map((arm) => [arm, sumOf(verdicts.get(arm)!)]));
const oracle = sums.get('oracle')!;
const avoidedShare = ({ avoided, caused, breaches }: Verdict) => (avoided - caused) / breaches;
const actionsPerAvoided = ({ actions, avoided, caused }: Verdict) => actions / Math.max(0, avoided - caused);
const disturbedShare = ({ disturbedCalmDays, calmDays }: Verdict) => disturbedCalmDays / calmDays;
report.say('');
report.table(
  `${months.fleets} fleets of 13 servers, ${months.days} days each, decisions every half hour; seeds for ${use === 'tuning' ? 'tuning' : 'proof'}`,
  ['who decides', 'breaches', 'avoided', 'put off', 'caused', 'avoided less caused', 'actions', 'actions an avoided breach', 'added server-hours', 'times the oracle’s', 'calm days disturbed'],
  [
    ['nobody', oracle.breaches, 0, 0, 0, 0, 0, '-', 0, 0, 0],
    ...arms.map((arm) => {
      const sum = sums.get(arm)!;
      return [arm, sum.breaches, sum.avoided, sum.putOff, sum.caused, avoidedShare(sum), sum.actions, actionsPerAvoided(sum), Math.round(sum.addedCapacity), sum.addedCapacity / oracle.addedCapacity, disturbedShare(sum)];
    }),
  ],
);
const actionIds = playbook.current.actions.map(({ id }) => id);
report.table('What was done', ['action', ...arms], actionIds.map((id) => [id, ...arms.map((arm) => taken.get(arm)!.filter(({ action }) => action.id === id).length)]));

const sinking = await sinkingOf((n) => nextMonth(months.fleets + n, quick ? 12 : 20), model, episodes);
report.table(`A deliberately bad action, “${badActionId}”, that promises much and does nothing; it was tried ${sinking.tried} times. Good is what would relieve the fleet in truth`, ['while so many outcomes were measured', 'lists beside good ones', 'stood above a good one', 'its success is believed to be'], [
  ['0 to 24', sinking.early.beside, sinking.early.above, sinking.believedFirst],
  [`25 to ${episodes - 1}`, sinking.middle.beside, sinking.middle.above, '-'],
  [`${episodes} and more`, sinking.late.beside, sinking.late.above, sinking.believedLast],
]);

const followed = sums.get('first recommendation')!;
report.figure('breachesWhenNothingIsDone', followed.breaches);
for (const arm of arms) report.figure(`${arm}: avoided less caused`, avoidedShare(sums.get(arm)!));
report.figure('badActionAboveEarly', sinking.early.above / sinking.early.beside);
report.limit({ name: 'breaches avoided', figure: avoidedShare(followed), least: 0.7, unit: 'share' });
report.limit({ name: 'actions an avoided breach', figure: actionsPerAvoided(followed), most: 1.5 });
report.limit({ name: "added capacity over the oracle's", figure: followed.addedCapacity / oracle.addedCapacity, most: 1.3 });
report.limit({ name: 'new breaches caused', figure: followed.caused / followed.breaches, most: 0.03, unit: 'share' });
report.limit({ name: 'fault-free server-days with an immediate action', figure: disturbedShare(followed), most: 0.05, unit: 'share' });
report.limit({ name: 'fault-free server-days', figure: followed.calmDays / followed.serverDays, least: 0.4, unit: 'share' });
report.limit({ name: 'outcomes measured', figure: sinking.outcomes, least: episodes });
report.limit({ name: 'bad action above a good one after feedback', figure: sinking.late.above / sinking.late.beside, most: 0, unit: 'share' });
await model.close();
process.exit(report.finish());
