import type { Config } from '../config/config.ts';
import { configuredSystems } from '../tickets/ticket-systems.ts';
import type { Finding } from './finding.ts';

/** Asks every ticket system whether tickets could be made there, and whether anybody may call the hook. Makes nothing. */
export async function examineTickets(config: Pick<Config, 'tickets' | 'tokens'>, signal: AbortSignal): Promise<readonly Finding[]> {
  const systems = configuredSystems(config);
  if (systems.length === 0) return [];
  const findings: Finding[] = [];
  for (const { system } of systems) {
    const subject = `tickets in ${system.name}`;
    const reply = await system.check(signal);
    findings.push(reply.kind === 'done' ? { level: 'ok', subject, message: `${reply.value} answers and lets us read.` } : { level: 'wrong', subject, message: reply.message });
    await system.stop();
  }
  const isClosed = Object.values(config.tokens).some((tokens) => tokens.length > 0) && config.tokens.hooks.length === 0 && config.tickets.signature.secret.length === 0;
  if (isClosed) findings.push({ level: 'wrong', subject: 'tickets', message: 'Nobody may call POST /v1/hooks/grafana: set tokens.hooks (FLEETCAST_HOOKS_TOKEN) or tickets.signature.secret, and the same in Grafana’s contact point.' });
  return findings;
}
