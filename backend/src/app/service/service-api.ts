import type { Express } from 'express';
import { runningParts } from '../backup/running-parts.ts';
import { ServiceBackups } from '../backup/service-backups.ts';
import { DemoControl } from '../demo/demo-control.ts';
import { createApi } from '../http/api.ts';
import { operations } from '../http/operations.ts';
import { FirstActions } from '../insights/first-actions.ts';
import { productVersion } from '../product-version.ts';
import type { Foundations } from './foundations.ts';
import type { ServiceParts } from './service-parts.ts';
import { modelListOf, readinessOf, serviceStatusOf, type ServiceFacts } from './service-status.ts';

/** What the running parts answer over HTTP. `notes`: what was worth knowing when the service started. */
export function serviceApi(base: Foundations, parts: ServiceParts, notes: readonly string[]): Express {
  const { config, clock, log, metrics, state, fleet } = base;
  const { intake, ledger, calendar, incidents, warnings, sinks, models, tickets, performance, metricInfo } = parts;
  const { explanations, whatIf, scenarios, recommendations } = parts.analysis;
  const facts = factsOf(base, parts, notes);
  return createApi({
    config,
    version: productVersion,
    operations: operations({
      fleet,
      metricInfo,
      jobs: models.jobs,
      trainByHand: (request, by, nowMs) => models.lifecycle.trainByHand(request, by, nowMs),
      calendar,
      incidents,
      warnings,
      status: (nowMs) => serviceStatusOf(fleet, facts(), nowMs),
      backups: new ServiceBackups(config.dataFolder, runningParts(config, { store: state.store, intake, ledger, now: clock.now }), productVersion),
      demo: config.simulated ? new DemoControl({ speed: config.simulation.speed, stepSeconds: config.grid.stepSeconds }) : null,
      whatIf,
      scenarios,
      models: models.versions,
      explanations,
      performance,
      lifecycle: models.reports,
      recommendations,
      assumptions: config.timeSaved,
      firstActions: new FirstActions(recommendations),
      tickets: state.tickets,
      modelList: async () => modelListOf(fleet, await models.versions.list()),
    }),
    readiness: () => readinessOf(fleet, facts().warnings, clock.now()),
    metrics,
    log,
    now: clock.now,
    remoteWrite: intake?.route ?? null,
    takeWebhook: tickets === null ? null : (webhook) => tickets.desk.take(webhook),
    predictionsPage: config.predictionsPage.enabled ? sinks : null,
  });
}

/** As they are at each call. */
function factsOf({ config, clock }: Foundations, { sinks, models: { versions, cycles }, tickets, analysis, intake, ledger }: ServiceParts, notes: readonly string[]): () => ServiceFacts {
  const startedAtMs = clock.now();
  return () => ({
    version: productVersion,
    startedAtMs,
    stepSeconds: config.grid.stepSeconds,
    horizonSteps: config.grid.horizonSteps,
    simulated: config.simulated,
    sinks: sinks?.statuses ?? [],
    warnings: [...notes, ...versions.faults, ...cycles.warnings, ...(sinks?.warnings ?? []), ...(tickets?.warnings ?? []), ...analysis.recommendations.warnings, ...(intake?.warnings ?? []), ...ledger.warnings],
    hasPublished: cycles.hasPublished,
  });
}
