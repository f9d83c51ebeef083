import type { ConnectionProbe } from '../view-models/connection-verdict.ts';
import type { ServiceClient } from './service-client.ts';
import { serviceError } from './service-error.ts';

/** Asks the service who it takes us for and how it is, with the stored URL and token. */
export async function probeConnection(client: ServiceClient, signal?: AbortSignal): Promise<ConnectionProbe> {
  try {
    const whoAmI = await client.get('whoami', { signal });
    return { whoAmI, status: await client.get('status', { signal }) };
  } catch (thrown) {
    return { fault: serviceError(thrown).fault };
  }
}
