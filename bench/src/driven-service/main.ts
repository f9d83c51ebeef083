/**
 * `fleetcast serve` whose clock the parent process sets; everything else is the product as it is composed for users.
 * Arguments: configuration file, first moment in epoch milliseconds.
 */
import { startService } from '@fleetcast/backend/src/app/compose.ts';
import { describeFaults, loadConfig } from '@fleetcast/backend/src/app/config/config.ts';
import { DrivenClock } from './driven-clock.ts';

const [configFile, firstMs] = process.argv.slice(2);
const loaded = loadConfig(configFile, {});
if (loaded.kind === 'invalid') throw new Error(describeFaults(loaded.faults));
const clock = new DrivenClock(Number(firstMs));
process.on('message', (nowMs: number) => clock.set(nowMs));
const outcome = await startService(loaded.config, { clock });
if (outcome.kind === 'refused') throw new Error(outcome.message);
const { service } = outcome;
process.once('SIGTERM', () => void service.stop().then(() => process.exit(0)));
