import { OpenApiGeneratorV31, OpenAPIRegistry } from '@asteasolutions/zod-to-openapi';
import { errorBody, errorCatalogue, hooks, routes } from '@fleetcast/contract';
import type { z } from 'zod';

interface DocumentedRoute {
  readonly method: 'get' | 'post' | 'put' | 'delete';
  readonly path: string;
  readonly role: string;
  readonly summary: string;
  readonly params?: z.ZodObject;
  readonly query?: z.ZodObject;
  readonly body?: z.ZodObject;
  readonly response: z.ZodType;
}

/** The OpenAPI document of the contract's routes: made from the same schemas that check requests. */
export function openApiDocument(version: string): ReturnType<OpenApiGeneratorV31['generateDocument']> {
  const registry = new OpenAPIRegistry();
  const bearer = registry.registerComponent('securitySchemes', 'token', { type: 'http', scheme: 'bearer' });
  const statuses = [...new Set(Object.values(errorCatalogue).map(({ status }) => status))].sort((a, b) => a - b);
  const errors = Object.fromEntries(statuses.map((status) => [status, { description: textOf(status), content: { 'application/json': { schema: errorBody } } }]));
  for (const [name, route] of Object.entries(routes) as Array<[string, DocumentedRoute]>) {
    registry.registerPath({
      operationId: name,
      method: route.method,
      path: route.path.replace(/:(\w+)/g, '{$1}'),
      summary: route.summary,
      description: `Needs the role ${route.role}.`,
      security: [{ [bearer.name]: [] }],
      request: {
        ...(route.params === undefined ? {} : { params: route.params }),
        ...(route.query === undefined ? {} : { query: route.query }),
        ...(route.body === undefined ? {} : { body: { required: false, content: { 'application/json': { schema: route.body } } } }),
      },
      responses: { 200: { description: route.summary, content: { 'application/json': { schema: route.response } } }, ...errors },
    });
  }
  for (const [name, { method, path, summary, body, response }] of Object.entries(hooks)) {
    registry.registerPath({
      operationId: name,
      method,
      path,
      summary,
      description: 'Needs a token of the scope hooks, as bearer or password, or the signature of a contact point with HMAC.',
      security: [{ [bearer.name]: [] }],
      request: { body: { required: true, content: { 'application/json': { schema: body } } } },
      responses: { 202: { description: 'What it asks for is durable', content: { 'application/json': { schema: response } } }, ...errors },
    });
  }
  return new OpenApiGeneratorV31(registry.definitions).generateDocument({
    openapi: '3.1.0',
    info: { title: 'Fleetcast', version, description: 'The next hours of every server: forecasts, risk and time to breach.' },
  });
}

function textOf(status: number): string {
  return Object.entries(errorCatalogue)
    .filter(([, entry]) => entry.status === status)
    .map(([code, { text }]) => `${code}: ${text}`)
    .join(' ');
}
