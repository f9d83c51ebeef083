import { describe, expect, it } from '@jest/globals';
import { exampleFreshness, exampleServer } from '../../test/example-answers.ts';
import { FakeBackend, ok } from '../../test/fake-backend.ts';
import { ServiceError } from './service-error.ts';
import { ServiceClient } from './service-client.ts';

const page = { ...exampleFreshness, total: 1, counts: { critical: 0, warning: 1, ok: 0, learning: 0, stale: 0, unknown: 0 }, servers: [exampleServer], nextCursor: null };
const clientOf = (backend: FakeBackend) => new ServiceClient(() => backend);
const faultOf = async (backend: FakeBackend) => {
  const thrown: unknown = await clientOf(backend).fleet({}).catch((error: unknown) => error);
  if (!(thrown instanceof ServiceError)) throw thrown;
  return thrown;
};

describe('the client of the prediction service', () => {
  it("asks through the plugin proxy's viewer route and returns the checked answer", async () => {
    const backend = new FakeBackend(() => ok(page));
    await expect(clientOf(backend).fleet({ sort: 'risk' })).resolves.toEqual(page);
    expect(backend.urls).toEqual(['/read/v1/fleet?sort=risk']);
    expect(backend.requests[0]).toMatchObject({ method: 'GET', showErrorAlert: false });
  });

  it('repeats lists, so that names may hold commas, and escapes what stands in a path', async () => {
    const backend = new FakeBackend(() => ok(page));
    await clientOf(backend).fleet({ profile: ['a,b', 'c d/é'], region: [] });
    expect(backend.requests[0].url.endsWith('?profile=a%2Cb&profile=c+d%2F%C3%A9')).toBe(true);
    await clientOf(backend).get('server', { params: { serverId: 'a/b c' } }).catch(() => undefined);
    expect(backend.requests[1].url.endsWith('/read/v1/servers/a%2Fb%20c')).toBe(true);
  });

  it('names an answer that is not what the contract promises, and where', async () => {
    const { fault, message } = await faultOf(new FakeBackend(() => ok({ ...page, servers: [{ ...exampleServer, risk: 'high' }] })));
    expect(fault.kind).toBe('foreign');
    expect(message).toContain('servers.0.risk');
  });

  it('names another service that answers with something of its own', async () => {
    expect((await faultOf(new FakeBackend(() => ok('<html></html>')))).fault.kind).toBe('foreign');
  });

  it("turns the service's error into a message with what to do", async () => {
    const error = { code: 'unauthenticated', message: 'The token is not known.', requestId: 'r', retryable: false };
    expect((await faultOf(new FakeBackend(() => ({ status: 401, body: { error } })))).message).toBe(
      'The service does not accept the token. The token is not known. An administrator can enter a valid token under Configuration.',
    );
  });

  it('knows a lost connection to Grafana', async () => {
    expect((await faultOf(new FakeBackend(() => new TypeError('Failed to fetch')))).fault.kind).toBe('offline');
  });

  it('throws on what is no fault of the service', async () => {
    await expect(clientOf(new FakeBackend(() => new Error('a mistake in the code'))).fleet({})).rejects.toThrow('a mistake in the code');
  });

  it('is silent when nobody waits for the answer any more', async () => {
    const asked = new AbortController();
    const answer = clientOf(new FakeBackend(() => ok(page))).fleet({}, asked.signal);
    asked.abort();
    await expect(answer).rejects.toMatchObject({ name: 'AbortError' });
  });
});
