import { createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { refusal, type Refusal } from './refusal.ts';

export interface SignatureSettings {
  readonly secret: readonly string[];
  /** Lower case. */
  readonly header: string;
  readonly timestampHeader: string;
  readonly toleranceSeconds: number;
}

/**
 * Checks what Grafana's contact point signs: HMAC-SHA256 in hex over `<seconds since 1970>:<body>`, the seconds being in a
 * header too (https://github.com/grafana/alerting/blob/main/http/hmac.go, November 2026). Answers the signature, by which the
 * same request is known when it comes again; one without a time, or with an old one, is refused.
 */
export function checkedSignature(headers: IncomingHttpHeaders, body: Buffer, { secret, header, timestampHeader, toleranceSeconds }: SignatureSettings, nowMs: number): string | Refusal {
  const signature = String(headers[header] ?? '').toLowerCase();
  const stamp = String(headers[timestampHeader] ?? '');
  if (!/^[0-9a-f]{64}$/.test(signature)) return refusal('unauthenticated', `The header ${header} must be an HMAC-SHA256 in hex.`);
  if (!/^\d{1,12}$/.test(stamp)) return refusal('unauthenticated', `The header ${timestampHeader} must hold the seconds since 1970 at which it was signed: set it as timestamp header in the contact point's HMAC settings.`);
  const presented = Buffer.from(signature, 'hex');
  const isSigned = secret.map((one) => timingSafeEqual(createHmac('sha256', one).update(`${stamp}:`).update(body).digest(), presented)).includes(true);
  if (!isSigned) return refusal('unauthenticated', 'The signature does not fit the body and any of the secrets configured (tickets.signature.secret).');
  const ageSeconds = Math.round(nowMs / 1000 - Number(stamp));
  if (Math.abs(ageSeconds) > toleranceSeconds) {
    return refusal('unauthenticated', `It was signed ${Math.abs(ageSeconds)} s ${ageSeconds > 0 ? 'ago' : 'in the future'}; ${toleranceSeconds} s are accepted (tickets.signature.toleranceSeconds). Are both clocks right?`);
  }
  return signature;
}
