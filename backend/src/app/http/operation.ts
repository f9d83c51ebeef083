import type { RouteName, RouteResponse, routes } from '@fleetcast/contract';
import type { z } from 'zod';
import type { Principal } from '../../domain/principals/principal.ts';
import type { Refusal } from './refusal.ts';

type Route<N extends RouteName> = (typeof routes)[N];
type Checked<N extends RouteName, Part extends 'params' | 'query' | 'body'> = Route<N> extends Record<Part, infer Schema extends z.ZodType> ? z.output<Schema> : Record<string, never>;

/** What an operation is given: the request's parts as the contract checked them. */
export interface OperationInput<N extends RouteName> {
  readonly params: Checked<N, 'params'>;
  readonly query: Checked<N, 'query'>;
  readonly body: Checked<N, 'body'>;
  readonly principal: Principal;
  readonly nowMs: number;
}

export interface Answer<T> {
  readonly kind: 'answer';
  readonly value: T;
  /** What the answer's ETag is made from; answers without one are not cached. */
  readonly validator?: string;
}

export type Operation<N extends RouteName> = (input: OperationInput<N>) => Answer<RouteResponse<N>> | Refusal | Promise<Answer<RouteResponse<N>> | Refusal>;

/** One operation for every route of the contract. */
export type Operations = { readonly [N in RouteName]: Operation<N> };

export function answer<T>(value: T, validator?: string): Answer<T> {
  return { kind: 'answer', value, validator };
}
