/** What an answer takes for granted, in sentences made from its figures. */
import type { RestsOn } from '@fleetcast/contract';
import { percentText } from '../../domain/catalog/quantity-text.ts';
import { demandWhenFull } from '../../domain/whatif/server-load.ts';
import type { WhatIfFindings } from '../../domain/whatif/what-if.ts';

const fact = (kind: RestsOn['kind'], text: string): RestsOn => ({ kind, text });

export function restsOn(findings: WhatIfFindings): RestsOn[] {
  const facts: RestsOn[] = [];
  const asked = findings.servers[0];
  if (asked.load === null) facts.push(fact('limit', `${asked.member.server.server} has no cpu metric, so its load cannot be told from its capacity.`));
  else if (asked.load.basis === 'throughput') {
    facts.push(fact('measured', `Demand is its measured requests a second; they explain ${percentText(asked.load.fitR2 ?? 0)} of the changes of its cpu.`));
    facts.push(fact('fitted', `${asked.load.idlePercent.toFixed(1)}% of cpu is idle work; ${demandWhenFull(asked.load).toPrecision(3)} requests a second would fill the server${asked.load.contention > 0 ? `, at a contention of ${asked.load.contention}` : ''}.`));
  } else {
    facts.push(fact('assumed', `No throughput is measured, so cpu above ${asked.load.idlePercent.toFixed(1)}% idle work stands for demand.`));
  }
  if (findings.servers.some(({ role }) => role === 'receives') && asked.load?.basis === 'utilisation') facts.push(fact('assumed', 'The servers of the tier are taken to be equally large: what one gives takes the same share of another.'));
  if (findings.changes.some(({ intervention }) => ['server-out', 'scale-in'].includes(intervention.kind))) facts.push(fact('assumed', 'The balancer keeps its weights: each server that stays takes over in proportion to what it has now.'));
  if (findings.changes.some(({ intervention }) => intervention.kind === 'scale-out')) facts.push(fact('assumed', 'New servers are as large as those of the tier and get an equal share at once.'));
  if (asked.latency?.kind === 'mmc') facts.push(fact('fitted', `Latency follows a queue with ${asked.latency.workers} workers fitted to its cpu; it explains ${percentText(asked.latency.fitR2)} of the changes.`));
  else if (asked.latency?.kind === 'usl') facts.push(fact('fitted', `Latency follows universal scalability fitted to its demand, clearly better than a queue of its cpu; it explains ${percentText(asked.latency.fitR2)} of the changes.`));
  else if (asked.member.series.has('latency')) facts.push(fact('limit', 'Its latency follows neither a queue of its cpu nor its demand, so latency is left as it is forecast.'));
  if (findings.othersChanged > 0) facts.push(fact('limit', `${findings.othersChanged} more servers change; they are not computed here.`));
  return facts;
}
