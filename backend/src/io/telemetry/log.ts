import { pino, type DestinationStream, type Logger } from 'pino';

export type { Logger };

/** Where secrets may stand in what is logged, however deep a caller nests it by one level. */
const secretFields = ['token', 'tokens', 'password', 'authorization', 'Authorization', 'headers', 'secret', 'databaseUrl'];

/** Structured log: one JSON object a line on standard error, so that standard output stays for answers of the command line. */
export function createLog(level: string, destination?: DestinationStream): Logger {
  return pino(
    {
      level,
      base: { service: 'fleetcast' },
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
      redact: { paths: secretFields.flatMap((field) => [field, `*.${field}`, `*.*.${field}`]), censor: '[redacted]' },
    },
    destination ?? process.stderr,
  );
}
