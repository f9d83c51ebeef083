import { routes } from '@fleetcast/contract';
import express, { Router, type Request, type RequestHandler } from 'express';
import { isChange } from './rate-limits.ts';
import { refusal, type Refuse } from './refusal.ts';

const usualLimit = '64kb';
const largerBodies = Object.values(routes).flatMap((route) => ('mostBodyBytes' in route ? [route] : []));

/** Reads bodies of JSON, as large as the contract allows at each address; anything else is refused. */
export function jsonBodies(refuse: Refuse): RequestHandler {
  const router = Router();
  router.use((request, response, next) => {
    if (isChange(request) && hasBody(request) && !request.is('application/json')) {
      return refuse(response, refusal('unsupported_media_type', `The body must be application/json, not ${request.headers['content-type'] ?? 'of no stated type'}.`));
    }
    next();
  });
  for (const { path, mostBodyBytes } of largerBodies) router.use(path, jsonBody(mostBodyBytes));
  router.use(jsonBody(usualLimit));
  return router;
}

function hasBody({ headers }: Request): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}

/** Any JSON is read: that null or a number is no object is for the contract's checks to say. */
function jsonBody(limit: string | number): RequestHandler {
  return express.json({ limit, strict: false });
}
