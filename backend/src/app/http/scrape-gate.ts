import type { RequestHandler } from 'express';
import type { Identity } from './identity.ts';
import { refusal, type Refuse } from './refusal.ts';

const opening: readonly string[] = ['metrics', 'proxy', 'local'];

/** Lets whoever scrapes through: a token of scope metrics or proxy, or anybody on this machine while there are no tokens. */
export function scrapeGate(identity: Identity, refuse: Refuse): RequestHandler {
  return (request, response, next) => {
    const caller = identity.identify(request);
    if ('kind' in caller) return refuse(response, caller);
    if (!opening.includes(caller.scope)) return refuse(response, refusal('forbidden', `The token of scope ${caller.scope} does not open ${request.path}; one of scope metrics does.`));
    next();
  };
}
