import { describe, expect, it } from '@jest/globals';
import { exampleExecutive } from '../../test/example-executive.ts';
import { FakeBackend, ok } from '../../test/fake-backend.ts';
import { SharingServiceClient } from './sharing-service-client.ts';

describe("a dashboard's panels", () => {
  it('ask for one report once, and for another one besides', async () => {
    const backend = new FakeBackend(() => ok(exampleExecutive));
    const client = new SharingServiceClient(() => backend);
    await Promise.all([client.executive({ days: 7 }), client.executive({ days: 7 }), client.executive({ days: 30 })]);
    expect(backend.urls).toEqual(['/read/v1/executive?days=7', '/read/v1/executive?days=30']);
  });
});
