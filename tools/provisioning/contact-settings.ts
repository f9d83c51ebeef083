/**
 * Settings of contact points by type, as Grafana 13.2 reads them; transcribed from github.com/grafana/alerting
 * (receivers/<type>/v1/config.go) on 23 November 2026. Only what is used here: anything else is a fault.
 */
import { z } from 'zod';

/** A value that Grafana takes from its environment when it reads the file. */
const secret = z.string().regex(/^\$[A-Z][A-Z0-9_]*$/, 'a secret comes from the environment: $NAME');
const addressFromEnvironment = z.string().regex(/^\$[A-Z][A-Z0-9_]*(\/[\w/.-]*)?$/, 'an address comes from the environment: $NAME, a path may follow');
const text = z.string().min(1);
const receiver = <T extends string, S extends z.ZodRawShape>(type: T, settings: S) =>
  z.strictObject({ uid: z.string().regex(/^[a-zA-Z0-9_-]{1,40}$/), type: z.literal(type), settings: z.strictObject(settings), disableResolveMessage: z.boolean().optional() });

export const contactReceiver = z.discriminatedUnion('type', [
  receiver('pagerduty', {
    integrationKey: secret,
    severity: z.enum(['critical', 'error', 'warning', 'info']),
    class: text,
    component: text,
    group: text,
    summary: text,
    client: text,
    details: z.record(z.string(), text),
  }),
  receiver('slack', { url: secret, title: text, text }),
  receiver('teams', { url: secret, title: text, message: text }),
  receiver('email', { addresses: secret, singleEmail: z.boolean(), subject: text, message: text }),
  receiver('jira', {
    api_url: addressFromEnvironment,
    user: secret,
    password: secret,
    project: secret,
    issue_type: text,
    summary: text,
    description: text,
    labels: z.array(text),
    resolve_transition: text,
    reopen_transition: text,
    reopen_duration: z.string().regex(/^\d+[smhdw]$/),
  }),
  receiver('webhook', { url: addressFromEnvironment, httpMethod: z.enum(['POST', 'PUT']), authorization_scheme: z.literal('Bearer'), authorization_credentials: secret }),
]);
