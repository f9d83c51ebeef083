import type { FleetForecast } from '../forecasting/fleet-forecast.ts';
import type { ServedCase } from '../forecasting/served-forecaster.ts';

/**
 * Forecasts pasts as the service would have served them: the model that serves, with the newest cycle's decision on each
 * series. Row i of the answer is case i. It learns nothing from what it is shown.
 */
export interface Reforecaster {
  forecast(cases: readonly ServedCase[], originStep: number): Promise<FleetForecast>;
}
