import { z } from 'zod';

const labels = z.record(z.string().max(200), z.string().max(10_000));

/**
 * What Grafana's webhook contact point sends, as far as it is read; the rest is let through.
 * https://grafana.com/docs/grafana/v13.2/alerting/configure-notifications/manage-contact-points/integrations/webhook-notifier/ (November 2026)
 */
export const grafanaWebhook = z.object({
  receiver: z.string().max(1000).describe('name of the contact point'),
  status: z.enum(['firing', 'resolved']),
  externalURL: z.string().max(2000).describe("Grafana's own address"),
  alerts: z
    .array(
      z.object({
        status: z.enum(['firing', 'resolved']),
        labels,
        fingerprint: z.string().min(1).max(128),
        startsAt: z.iso.datetime({ offset: true }),
      }),
    )
    .max(2000),
});
export type GrafanaWebhook = z.infer<typeof grafanaWebhook>;

export const hookReceipt = z.object({
  tickets: z.array(z.object({ ticketId: z.string(), system: z.string(), wanted: z.enum(['open', 'closed']), dropped: z.boolean().describe('given up at once, because too much waits') })).describe('opened, changed or closed by this webhook'),
  ignored: z
    .object({
      'not-a-warning': z.number().int().describe('labels are not those of a warning'),
      'unknown-warning': z.number().int().describe('fires about a warning that is not open'),
      'no-ticket': z.number().int().describe('resolved, and no ticket is open about it'),
    })
    .describe('alerts that opened, changed and closed nothing'),
});
export type HookReceipt = z.infer<typeof hookReceipt>;

interface HookDefinition {
  readonly method: 'post';
  readonly path: string;
  readonly summary: string;
  readonly body: z.ZodObject;
  readonly mostBodyBytes: number;
  readonly response: z.ZodType;
}

/** What other systems call, each with a token of scope hooks or a signature; no person's role opens them. Answered 202 once what follows is durable. */
export const hooks = {
  grafanaHook: {
    method: 'post', path: '/v1/hooks/grafana', summary: "Grafana Alerting's webhook: opens, changes and closes tickets",
    body: grafanaWebhook, mostBodyBytes: 2_000_000, response: hookReceipt,
  },
} as const satisfies Record<string, HookDefinition>;
