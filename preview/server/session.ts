/** Who the visitor is for this preview. A real Grafana signs people in; here the visitor picks a role, and the server keeps it. */
import { randomBytes } from 'node:crypto';

import { role as roleSchema } from '@fleetcast/contract';
import { type Request, type RequestHandler, type Response, Router, json } from 'express';
import { z } from 'zod';

const sessionChange = z.strictObject({ role: roleSchema.optional(), theme: z.enum(['dark', 'light']).optional() });

export interface Session {
  role: z.infer<typeof roleSchema>;
  theme: 'dark' | 'light';
}

const cookieName = 'fleetcast_preview_session';
const sessionsKept = 1000;

export class Sessions {
  private readonly byId = new Map<string, Session>();

  /** The visitor's session, begun when there is none. */
  of(request: Request, response: Response): Session {
    const id = new RegExp(`(?:^|; )${cookieName}=([\\w-]+)`).exec(request.headers.cookie ?? '')?.[1];
    const known = id === undefined ? undefined : this.byId.get(id);
    if (known !== undefined) return known;
    const fresh: Session = { role: 'Admin', theme: 'dark' };
    const freshId = randomBytes(18).toString('base64url');
    if (this.byId.size >= sessionsKept) this.byId.delete(this.byId.keys().next().value!);
    this.byId.set(freshId, fresh);
    response.setHeader('Set-Cookie', `${cookieName}=${freshId}; Path=/; HttpOnly; SameSite=Strict`);
    return fresh;
  }

  router(): Router {
    const router = Router();
    router.get('/preview/session', (request, response) => void response.json(this.of(request, response)));
    router.post('/preview/session', json(), ((request, response) => {
      const change = sessionChange.safeParse(request.body);
      if (!change.success) return void response.status(400).json({ message: z.prettifyError(change.error) });
      response.json(Object.assign(this.of(request, response), change.data));
    }) satisfies RequestHandler);
    return router;
  }
}

/** The signed-in user as Grafana writes it into X-Grafana-Context (Go's field names). */
export function signedInUser(session: Session): Readonly<Record<string, unknown>> {
  return {
    UserID: 1, UserUID: 'preview', OrgID: 1, OrgName: 'Main Org.', OrgRole: session.role, Login: `preview-${session.role.toLowerCase()}`,
    Name: 'Preview visitor', Email: '', EmailVerified: false, AuthenticatedBy: '', ApiKeyID: 0, IsServiceAccount: false,
    IsGrafanaAdmin: session.role === 'Admin', IsAnonymous: false, IsDisabled: false, HelpFlags1: 0, Teams: [], Namespace: 'default',
  };
}
