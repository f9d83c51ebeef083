/** The grid of a service whose configuration says nothing about it: steps of 5 minutes, forecasts of 8 hours. */
export const stepSeconds = 300;
export const stepMs = stepSeconds * 1000;
export const hourSteps = 12;
export const daySteps = 288;
export const horizonSteps = 96;
/** How long after its end a step is read, and its cycle published. */
export const settleMs = 60_000;
