import { pino, type DestinationStream, type Logger } from 'pino';
import { currentRequest } from './request-scope.ts';

export type { Logger } from 'pino';

/** Properties that never appear in a log, at the top or one level down. */
const secretNames = [
  'authorization',
  'cookie',
  'password',
  'currentPassword',
  'newPassword',
  'token',
  'accessToken',
  'refreshToken',
  'secret',
];

/**
 * Logger of the process: one JSON object a line, with the id of the request that is being served and the name of its
 * GraphQL operation. Errors are given as `err`. Properties that carry secrets are cut out whatever logs them; URLs must
 * be passed through {@link loggablePath}.
 */
export function createLogger(options: {
  readonly level: string;
  /** Standard output when left out. */
  readonly destination?: DestinationStream;
}): Logger {
  return pino(
    {
      level: options.level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      // A copy: pino writes what is logged into it.
      mixin: () => ({ ...currentRequest() }),
      redact: {
        paths: secretNames.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]),
        censor: '[removed]',
      },
    },
    options.destination ?? pino.destination({ dest: 1, sync: true }),
  );
}

/** The path of a request's URL. Its query is left out: it may hold a token or what somebody searched for. */
export function loggablePath(url: string | undefined): string {
  const path = (url ?? '/').split(/[?#]/, 1)[0] ?? '/';
  return path.slice(0, 200);
}
