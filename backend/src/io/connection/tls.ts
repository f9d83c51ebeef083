import { readFileSync } from 'node:fs';
import { z } from 'zod';

/** Files in PEM form; a path is resolved where the service runs. */
export const tlsOptions = z.strictObject({
  caFile: z.string().min(1).optional().describe('certificate authority to trust beside the usual ones'),
  certFile: z.string().min(1).optional().describe('client certificate'),
  keyFile: z.string().min(1).optional().describe('key of the client certificate'),
  serverName: z.string().min(1).optional().describe('name to expect in the certificate, when it is not the one in the address'),
  insecureSkipVerify: z.boolean().default(false).describe('accept any certificate; only for trying things out'),
});
export type TlsOptions = z.infer<typeof tlsOptions>;

/** What Node's TLS takes. Reads the files; one that cannot be read throws with its path. */
export function tlsSettings(options: TlsOptions | undefined): { ca?: Buffer; cert?: Buffer; key?: Buffer; servername?: string; rejectUnauthorized?: boolean } {
  if (options === undefined) return {};
  const contents = (file: string | undefined) => (file === undefined ? undefined : readFileSync(file));
  return {
    ca: contents(options.caFile),
    cert: contents(options.certFile),
    key: contents(options.keyFile),
    servername: options.serverName,
    rejectUnauthorized: !options.insecureSkipVerify,
  };
}
