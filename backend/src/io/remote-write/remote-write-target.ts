import { credentialsIn, type UrlCredentials } from '../connection/url-credentials.ts';

/** Where samples are pushed, and how to sign in there. */
export interface RemoteWriteTarget {
  /** Base address; the samples go to its /api/v1/write. A user in it signs in unless something else does. */
  readonly url: string;
  readonly bearerToken?: string;
  readonly basicAuth?: UrlCredentials;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The header that signs in; none where nobody is named. */
export function authorizationOf({ url, bearerToken, basicAuth = credentialsIn(url) }: RemoteWriteTarget): { readonly authorization?: string } {
  if (bearerToken !== undefined) return { authorization: `Bearer ${bearerToken}` };
  return basicAuth === undefined ? {} : { authorization: `Basic ${Buffer.from(`${basicAuth.username}:${basicAuth.password}`).toString('base64')}` };
}
