import { faultNotice, faultOfAnswer, type ServiceFault } from '../view-models/service-fault.ts';

/** A request that got no good answer. Its message is fit to be shown: Grafana prints it in panels as it is. */
export class ServiceError extends Error {
  readonly fault: ServiceFault;

  constructor(fault: ServiceFault) {
    const { title, text } = faultNotice(fault);
    super(`${title}. ${text}`);
    this.name = 'ServiceError';
    this.fault = fault;
  }
}

/** What Grafana's BackendSrv threw, as a fault. Whatever else was thrown (an abort, a mistake in the code) is thrown on. */
export function serviceError(thrown: unknown): ServiceError {
  if (thrown instanceof ServiceError) return thrown;
  if (isAbort(thrown)) throw thrown;
  const { status, data } = isRecord(thrown) ? thrown : {};
  if (typeof status === 'number') return new ServiceError(faultOfAnswer(status, data));
  // fetch() itself failed: the browser got no answer from Grafana at all.
  if (thrown instanceof TypeError) return new ServiceError({ kind: 'offline' });
  throw thrown;
}

export function isAbort(thrown: unknown): boolean {
  if (!isRecord(thrown)) return false;
  return thrown.name === 'AbortError' || thrown.cancelled === true;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
