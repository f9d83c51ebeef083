import { type IPoolOptions, InfluxDB } from 'influx';
import { type TlsOptions, tlsSettings } from '../connection/tls.ts';
import { credentialsIn } from '../connection/url-credentials.ts';

/** Where an InfluxDB is and how to sign in. */
export interface InfluxConnection {
  readonly url: string;
  readonly database: string;
  readonly retentionPolicy?: string;
  readonly username?: string;
  readonly password?: string;
  /** API token of 2.x and 3.x. */
  readonly token?: string;
  readonly tls?: TlsOptions;
  readonly timeoutSeconds: number;
}

/** The pool would put a host that failed once aside for a while and answer "no host available" for it; we try again ourselves. */
const withoutPause: NonNullable<IPoolOptions['backoff']> = { getDelay: () => 0, next: () => withoutPause, reset: () => withoutPause };

/** The address as it may be shown: without a user or password in it. */
export function shownAddress(address: string): string {
  const url = new URL(address);
  return `${url.protocol}//${url.host}${url.pathname.replace(/\/$/, '')}`;
}

/** User and password, from the address where they stand nowhere else; undefined: a token signs in, or nobody does. */
function signsIn({ url, username, password, token }: InfluxConnection): { readonly username: string; readonly password: string | undefined } | undefined {
  if (username !== undefined) return { username, password };
  return token === undefined ? credentialsIn(url) : undefined;
}

/** What no message may repeat. */
export function secretsOf(connection: InfluxConnection): readonly string[] {
  return [signsIn(connection)?.password, connection.token].filter((secret) => secret !== undefined && secret.length > 3) as string[];
}

export function connectInflux(connection: InfluxConnection): InfluxDB {
  const url = new URL(connection.url);
  const protocol = url.protocol === 'https:' ? 'https' : 'http';
  const named = signsIn(connection);
  return new InfluxDB({
    database: connection.database,
    // Without a name the package signs in as root:root, which would also overwrite the token's header. Only null stops it.
    username: named?.username ?? (null as unknown as string),
    password: named?.password,
    pool: { maxRetries: 0, requestTimeout: connection.timeoutSeconds * 1000, backoff: withoutPause },
    hosts: [
      {
        protocol,
        host: url.hostname.replace(/^\[|\]$/g, ''),
        port: url.port === '' ? (protocol === 'https' ? 443 : 80) : Number(url.port),
        path: url.pathname.replace(/\/$/, ''),
        options: { ...tlsSettings(connection.tls), ...(connection.token === undefined ? {} : { headers: { Authorization: `Token ${connection.token}` } }) },
      },
    ],
  });
}
