import process from 'node:process';

import { raiseStage } from '../../tools/test/browser.ts';

/** Raises the services once for all tests; tests find them through the environment. */
export default async function globalSetup(): Promise<() => Promise<void>> {
  const { stage, strike } = await raiseStage();
  process.env.FLEETCAST_BROWSER_STAGE = JSON.stringify(stage);
  return strike;
}
