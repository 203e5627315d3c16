import { z } from 'zod';

/** One setting: an environment variable, what it accepts, and what the README says of it. */
interface Setting<T> {
  readonly schema: z.ZodType<T>;
  /** As the README's table shows it. */
  readonly defaultText: string;
  readonly description: string;
}

function setting<T>(schema: z.ZodType<T>, defaultText: string, description: string): Setting<T> {
  return { schema, defaultText, description };
}

const integer = (minimum: number, maximum: number, fallback: number) =>
  z
    .string()
    .regex(/^\d+$/, 'must be a whole number')
    .transform(Number)
    .pipe(z.number().min(minimum).max(maximum))
    .default(fallback);

const text = z.string().min(1, 'must not be empty');
const switchable = z.enum(['on', 'off']);

/** Every environment variable that the process reads. The README's table is made from this. */
export const settings = {
  NODE_ENV: setting(
    z.enum(['development', 'test', 'production']).default('development'),
    '`development`',
    '`production` never loads sample data and hides the schema from introspection.',
  ),
  HOST: setting(text.default('127.0.0.1'), '`127.0.0.1`', 'Address to listen on.'),
  PORT: setting(integer(0, 65_535, 4000), '`4000`', 'Port to listen on; `0` takes a free one.'),
  ADVERTISED_ADDRESS: setting(
    z
      .url({ protocol: /^https?$/, error: 'must be a URL that starts with http:// or https://' })
      .transform((url) => new URL(url).origin)
      .optional(),
    'where it listens, unless `HOST` is a wildcard',
    'Where other processes on the same database reach this one, e.g. `http://10.0.0.5:4000`; they hand on to it the editors of drafts that it serves.',
  ),
  MONGODB_URI: setting(
    z
      .string()
      .regex(/^mongodb(\+srv)?:\/\//, 'must start with mongodb:// or mongodb+srv://')
      .optional(),
    '',
    'A MongoDB replica set (4.4 or newer) or sharded cluster. Without it the embedded store is used.',
  ),
  DATABASE: setting(
    z
      .string()
      .regex(/^[A-Za-z0-9_-]{1,60}$/, 'must be 1 to 60 letters, digits, - or _')
      .default('choan'),
    '`choan`',
    'Name of the database.',
  ),
  DATA_DIR: setting(
    text.default('./data'),
    '`./data`',
    'Folder of the embedded store, the generated secret and the list of sample accounts.',
  ),
  REDIS_URL: setting(
    z
      .string()
      .regex(/^rediss?:\/\//, 'must start with redis:// or rediss://')
      .optional(),
    '',
    'Redis through which several processes on one database wake each other. Not needed for one process.',
  ),
  AUTH_SECRET: setting(
    z.string().min(32, 'must have at least 32 characters').optional(),
    'generated into `DATA_DIR`',
    'Key that signs access tokens and encrypts the secrets of webhooks and the answers kept under idempotency keys. Required in production with `MONGODB_URI`; the same on every process.',
  ),
  ACCESS_TOKEN_MINUTES: setting(integer(1, 120, 10), '`10`', 'How long an access token works.'),
  REFRESH_TOKEN_DAYS: setting(integer(1, 365, 14), '`14`', 'How long a session lasts without being used.'),
  ADMIN_EMAIL: setting(
    z.email().optional(),
    '',
    'With `ADMIN_PASSWORD`: account of the first administrator, created when there is no member yet.',
  ),
  ADMIN_PASSWORD: setting(
    z.string().min(12, 'must have at least 12 characters').max(200).optional(),
    '',
    'See `ADMIN_EMAIL`.',
  ),
  OIDC_ISSUER: setting(
    z.url().optional(),
    '',
    'OpenID Connect issuer whose tokens are accepted for members with the same verified e-mail.',
  ),
  OIDC_AUDIENCE: setting(
    text.optional(),
    '',
    'Audience that those tokens must name. Required with `OIDC_ISSUER`.',
  ),
  OIDC_JWKS_URI: setting(
    z.url().optional(),
    '',
    'Where the issuer publishes its keys. Required with `OIDC_ISSUER`.',
  ),
  ALLOWED_ORIGINS: setting(
    z
      .string()
      .default('')
      .transform((list) =>
        list
          .split(',')
          .map((origin) => origin.trim())
          .filter((origin) => origin !== ''),
      )
      .pipe(z.array(z.url('must be a comma-separated list of origins'))),
    '',
    'Comma-separated origins, beside its own, whose pages may open sockets and call the API.',
  ),
  TRUST_PROXY: setting(
    integer(0, 10, 0),
    '`0`',
    'How many reverse proxies stand in front: the client address is taken that far from the right of `X-Forwarded-For`.',
  ),
  SAMPLE_DATA: setting(
    switchable.default('on'),
    '`on`',
    'Whether an empty embedded store gets the sample task force. Never in production.',
  ),
  GRAPHQL_INTROSPECTION: setting(
    switchable.optional(),
    '`on`, in production `off`',
    'Whether the schema can be asked for over the API.',
  ),
  GRAPHQL_COST_PER_MEMBER: setting(
    integer(50_000, 1_000_000_000, 1_000_000),
    '`1000000`',
    'Cost of the GraphQL operations that one member may send in a minute: about the fields that the answers may hold.',
  ),
  GRAPHQL_COST_PER_ADDRESS: setting(
    integer(50_000, 1_000_000_000, 4_000_000),
    '`4000000`',
    'The same from one address (see `TRUST_PROXY`), signed in or not.',
  ),
  GRAPHQL_CONNECTIONS_PER_MEMBER: setting(
    integer(1, 100_000, 50),
    '`50`',
    'GraphQL sockets that one member may have open.',
  ),
  GRAPHQL_CONNECTIONS_PER_ADDRESS: setting(
    integer(1, 100_000, 1000),
    '`1000`',
    'GraphQL sockets that may be open from one address (see `TRUST_PROXY`), signed in or not.',
  ),
  TRUSTED_DOCUMENTS: setting(
    text.optional(),
    '',
    'JSON file of GraphQL documents that clients may name by their hash: `persisted-documents.json` of codegen, or an Apollo manifest.',
  ),
  TRUSTED_DOCUMENTS_ONLY: setting(
    switchable.default('off'),
    '`off`',
    'Whether no other documents are run than those of `TRUSTED_DOCUMENTS`.',
  ),
  FEED_WINDOW_MS: setting(
    integer(50, 60_000, 2000),
    '`2000`',
    "How long a member's changes to a draft are gathered into one feed event; longer when very many drafts change.",
  ),
  COLLAB_CONNECTIONS_PER_MEMBER: setting(
    integer(1, 100_000, 50),
    '`50`',
    'Co-editing sockets that one member may have open.',
  ),
  COLLAB_CONNECTIONS_PER_ADDRESS: setting(
    integer(1, 100_000, 1000),
    '`1000`',
    'Co-editing sockets that may be open from one address (see `TRUST_PROXY`).',
  ),
  COLLAB_OPEN_DRAFTS: setting(
    integer(1, 1_000_000, 10_000),
    '`10000`',
    'Drafts that may be open for co-editing in one process.',
  ),
  COLLAB_MESSAGES_PER_SECOND: setting(
    integer(1, 1_000_000, 200),
    '`200`',
    'Messages that a co-editing socket may send a second on average; ten times as many at once.',
  ),
  COLLAB_KILOBYTES_PER_SECOND: setting(
    integer(256, 1_048_576, 1024),
    '`1024`',
    'KiB that a co-editing socket may send a second on average; sixteen times as many at once.',
  ),
  COLLAB_COMMIT_INTERVAL_MS: setting(
    integer(0, 5000, 400),
    '`400`',
    'How long what is typed may wait to be stored together with what is typed next, and with it its acknowledgement. Everybody sees it at once all the same.',
  ),
  WEBHOOK_PRIVATE_ADDRESSES: setting(
    switchable.optional(),
    '`on`, in production `off`',
    'Whether webhooks may go to addresses that are not public, and over plain HTTP.',
  ),
  PUBLIC_URL: setting(
    z.url({ protocol: /^https?$/, error: 'must be a URL that starts with http:// or https://' }).optional(),
    '',
    'Where people reach the application, as mails name it. Required with `SMTP_URL`.',
  ),
  SMTP_URL: setting(
    z
      .string()
      .regex(/^smtps?:\/\/[^/\s]+\/?$/, 'must be smtp:// or smtps:// with a host')
      .refine((url) => URL.canParse(url), 'must be a URL')
      .refine(hasReadableUserInfo, 'must have its user name and password percent-encoded')
      .optional(),
    '',
    'Mail server of digests, e.g. `smtps://user:password@example.org`; `smtp://` needs STARTTLS, except on this machine. Without it none are sent.',
  ),
  MAIL_FROM: setting(z.email().optional(), '', 'Address that mails come from. Required with `SMTP_URL`.'),
  OTEL_EXPORTER_OTLP_ENDPOINT: setting(
    z.url({ protocol: /^https?$/, error: 'must be a URL that starts with http:// or https://' }).optional(),
    '',
    'Where OpenTelemetry spans are sent, OTLP over HTTP, e.g. `http://127.0.0.1:4318`; none are made without it.',
  ),
  OTEL_SERVICE_NAME: setting(text.default('choan'), '`choan`', 'Name of the service in its spans.'),
  OTEL_TRACES_SAMPLER_ARG: setting(
    z.coerce.number('must be a number').min(0).max(1).default(1),
    '`1`',
    'Part of the traces that are recorded, 0 to 1; with `TRUST_PROXY`, those that a caller records are as well.',
  ),
  LOG_LEVEL: setting(
    z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
    '`info`',
    'How much is logged, as JSON lines on standard output.',
  ),
} as const;

/** Whether what is percent-encoded in a URL's user name and password is UTF-8. */
function hasReadableUserInfo(value: string): boolean {
  if (!URL.canParse(value)) return false;
  const { username, password } = new URL(value);
  try {
    decodeURIComponent(username);
    decodeURIComponent(password);
    return true;
  } catch {
    return false;
  }
}

type SettingName = keyof typeof settings;
type Values = { [K in SettingName]: z.output<(typeof settings)[K]['schema']> };

/** The process's configuration, checked. */
export type Config = Values;

/** The environment doesn't parse; the message names each variable and what is wrong with it, never its value. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';
}

/** Variables that only make sense together. */
function checkTogether(config: Config): string[] {
  const problems: string[] = [];
  if (config.OIDC_ISSUER !== undefined) {
    if (config.OIDC_AUDIENCE === undefined) problems.push('OIDC_AUDIENCE: required with OIDC_ISSUER');
    if (config.OIDC_JWKS_URI === undefined) problems.push('OIDC_JWKS_URI: required with OIDC_ISSUER');
  }
  for (const name of ['OIDC_AUDIENCE', 'OIDC_JWKS_URI'] as const) {
    if (config.OIDC_ISSUER === undefined && config[name] !== undefined) {
      problems.push(`OIDC_ISSUER: required with ${name}`);
    }
  }
  for (const name of ['MAIL_FROM', 'PUBLIC_URL'] as const) {
    if (config.SMTP_URL !== undefined && config[name] === undefined)
      problems.push(`${name}: required with SMTP_URL`);
  }
  if ((config.ADMIN_EMAIL === undefined) !== (config.ADMIN_PASSWORD === undefined)) {
    problems.push(
      config.ADMIN_EMAIL === undefined
        ? 'ADMIN_EMAIL: required with ADMIN_PASSWORD'
        : 'ADMIN_PASSWORD: required with ADMIN_EMAIL',
    );
  }
  if (config.TRUSTED_DOCUMENTS_ONLY === 'on' && config.TRUSTED_DOCUMENTS === undefined)
    problems.push('TRUSTED_DOCUMENTS: required with TRUSTED_DOCUMENTS_ONLY');
  if (
    config.NODE_ENV === 'production' &&
    config.MONGODB_URI !== undefined &&
    config.AUTH_SECRET === undefined
  ) {
    problems.push('AUTH_SECRET: required in production with MONGODB_URI');
  }
  return problems;
}

/**
 * Reads the configuration from environment variables. An empty variable counts as unset.
 * Throws {@link ConfigurationError} naming every variable that is wrong.
 */
export function readConfig(environment: Readonly<Record<string, string | undefined>> = process.env): Config {
  const problems: string[] = [];
  const values: Partial<Record<SettingName, unknown>> = {};
  for (const [name, { schema }] of Object.entries(settings)) {
    const raw = environment[name];
    const result = schema.safeParse(raw === '' ? undefined : raw);
    if (result.success) values[name as SettingName] = result.data;
    else problems.push(`${name}: ${result.error.issues.map((issue) => issue.message).join('; ')}`);
  }
  // Every setting has been parsed by its own schema, which is what the type says.
  const config = values as Config;
  if (problems.length === 0) problems.push(...checkTogether(config));
  if (problems.length > 0) throw new ConfigurationError(`Configuration:\n  ${problems.join('\n  ')}`);
  return config;
}

/** The README's table of settings, in Markdown. */
export function settingsTable(): string {
  const rows = Object.entries(settings).map(
    ([name, { defaultText, description }]) => `| \`${name}\` | ${defaultText} | ${description} |`,
  );
  return ['| variable | default | meaning |', '| --- | --- | --- |', ...rows].join('\n');
}
