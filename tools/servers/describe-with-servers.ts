import { describe } from '@jest/globals';
import { findServer, MissingServer, type ServerName } from './binaries.ts';

/**
 * A suite that talks to real servers. On a machine that lacks one of them it fails and says what to install; with
 * FLEETCAST_SKIP_MISSING=1 it is listed as skipped instead.
 */
export function describeWithServers(names: readonly ServerName[], title: string, suite: () => void): void {
  const missing = names.filter((name) => findServer(name) === undefined).map((name) => new MissingServer(name));
  if (missing.length > 0 && process.env['FLEETCAST_SKIP_MISSING'] === '1') {
    console.log(`SKIPPED: ${title}: ${missing.map((lack) => lack.message).join('; ')}`);
    describe.skip(title, suite);
    return;
  }
  // a server that is missing makes its start, and so every test of the suite, fail with MissingServer's words
  describe(title, suite);
}
