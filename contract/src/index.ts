/** What crosses a boundary: service <-> plugin, service <-> any HTTP client. Imports zod only. */
export * from './units.ts';
export * from './quantiles.ts';
export * from './metrics.ts';
export * from './servers.ts';
export * from './forecasts.ts';
export * from './interventions.ts';
export * from './what-if.ts';
export * from './explanations.ts';
export * from './models.ts';
export * from './model-lifecycle.ts';
export * from './jobs.ts';
export * from './backups.ts';
export * from './calendar.ts';
export * from './status.ts';
export * from './errors.ts';
export * from './roles.ts';
export * from './routes.ts';
