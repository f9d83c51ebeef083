import { randomBytes } from 'node:crypto';

export interface ServiceTokens {
  readonly proxy: string;
  readonly intake: string;
}

export function randomTokens(): ServiceTokens {
  return { proxy: randomBytes(24).toString('base64url'), intake: randomBytes(24).toString('base64url') };
}

export function tokenEnvironment({ proxy, intake }: ServiceTokens): Readonly<Record<string, string>> {
  return { FLEETCAST_PROXY_TOKEN: proxy, FLEETCAST_INTAKE_TOKEN: intake };
}
