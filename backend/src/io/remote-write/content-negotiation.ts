/** The two messages that a body may hold. */
export type RemoteWriteVersion = '1.0' | '2.0';

export interface UnsupportedContent {
  readonly kind: 'unsupported';
  readonly message: string;
}

const accepted = 'application/x-protobuf with proto=prometheus.WriteRequest or proto=io.prometheus.write.v2.Request, Content-Encoding snappy';

/** Which message a request holds by its headers, as the 2.0 specification's "Content-Type" section says; no guess from the bytes. */
export function negotiate(contentType: string | undefined, contentEncoding: string | undefined): RemoteWriteVersion | UnsupportedContent {
  if ((contentEncoding ?? '').trim().toLowerCase() !== 'snappy') {
    return { kind: 'unsupported', message: `Content-Encoding is ${contentEncoding ?? 'missing'}; accepted: ${accepted}.` };
  }
  const [mediaType, ...parameters] = (contentType ?? '').split(';').map((part) => part.trim());
  if (mediaType.toLowerCase() !== 'application/x-protobuf') {
    return { kind: 'unsupported', message: `Content-Type is ${contentType ?? 'missing'}; accepted: ${accepted}.` };
  }
  const proto = parameters.map((parameter) => /^proto\s*=\s*"?([^"]*)"?$/i.exec(parameter)?.[1]).find((name) => name !== undefined);
  if (proto === undefined || proto === 'prometheus.WriteRequest') return '1.0';
  if (proto === 'io.prometheus.write.v2.Request') return '2.0';
  return { kind: 'unsupported', message: `The message ${proto} is not known; accepted: ${accepted}.` };
}
