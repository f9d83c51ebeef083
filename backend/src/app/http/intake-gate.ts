import type { RequestHandler, Response } from 'express';
import type { Identity } from './identity.ts';
import type { Refuse } from './refusal.ts';

/** Lets a push through that carries a token of scope intake, and remembers which of them it was (never the secret). */
export function intakeGate(identity: Identity, refuse: Refuse): RequestHandler {
  return (request, response, next) => {
    const caller = identity.pushToken(request, 'intake');
    if (typeof caller === 'string') {
      (response.locals as IntakeLocals).intakeToken = caller;
      next();
    } else refuse(response, caller);
  };
}

interface IntakeLocals {
  intakeToken?: string;
}

/** Name of the token that a request came in with; only the gate lets a request come this far. */
export function tokenOf(response: Response): string {
  return (response.locals as IntakeLocals).intakeToken!;
}
