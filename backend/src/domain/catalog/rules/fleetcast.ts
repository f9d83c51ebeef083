import type { PushRuleSetInput } from './push-rule.ts';

/** Gauges that bear our own metrics' names: `fleet_cpu{server="web-01",profile="web",tier="shop",region="eu"}`. */
export const fleetcastRules: PushRuleSetInput = {
  name: 'fleetcast',
  naming: { name: { labels: ['server', 'instance'] } },
  rules: [{ metric: '$1', read: 'gauge', of: { name: 'fleet_([a-z][a-z0-9_]*)' }, across: 'mean' }],
};
