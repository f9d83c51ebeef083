import { cadvisorRules } from './cadvisor.ts';
import { fleetcastRules } from './fleetcast.ts';
import { nodeExporterRules } from './node-exporter.ts';
import { otelHostRules } from './otel-host.ts';
import { pushRuleSet, type PushRuleSet } from './push-rule.ts';
import { telegrafRules } from './telegraf.ts';
import { windowsExporterRules } from './windows-exporter.ts';

/** Rules for the exporters that most fleets run. Their series' names do not meet, so all can be in force together. */
export const pushPresets: readonly PushRuleSet[] = [
  fleetcastRules,
  nodeExporterRules,
  windowsExporterRules,
  cadvisorRules,
  telegrafRules,
  otelHostRules,
].map((set) => pushRuleSet.parse(set));
