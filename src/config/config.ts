import { isIP } from 'node:net';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { TenureError } from '../errors/errors.js';

/** The checkout: where model/, etl/ and the .sql files lie, whether running from source or from dist/. */
export const PROJECT_ROOT = findProjectRoot(path.dirname(fileURLToPath(import.meta.url)));

function findProjectRoot(from: string): string {
  const root = path.resolve(from, '..', '..');
  return path.basename(root) === 'dist' ? path.dirname(root) : root;
}

/** As decimal digits: nothing that merely converts to a number, such as a blank or 0x10. */
const wholeNumber = (least: number, most: number) =>
  z
    .string()
    .trim()
    .refine((text) => /^\d{1,15}$/.test(text) && Number(text) >= least && Number(text) <= most, {
      error: `must be a whole number from ${least} to ${most}`,
    })
    .transform(Number);
const port = wholeNumber(0, 65_535);
const url = (schemes: readonly string[]) =>
  z.url().refine((value) => schemes.some((scheme) => value.startsWith(`${scheme}://`)), {
    error: `must start with ${schemes.map((scheme) => `${scheme}://`).join(' or ')}`,
  });
const timeZone = z.string().refine(isTimeZone, { error: 'is not an IANA time zone such as Asia/Shanghai' });

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

function listOf(text: string): string[] {
  return text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
}

/** As Express takes them; never everybody, whose word for an address would be anybody's. */
function isProxy(text: string): boolean {
  if (['loopback', 'linklocal', 'uniquelocal'].includes(text)) return true;
  const [address = '', bits, ...more] = text.split('/');
  const family = isIP(address);
  if (family === 0 || more.length > 0) return false;
  return (
    bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) >= 1 && Number(bits) <= (family === 4 ? 32 : 128))
  );
}

/** Rows of a plain answer at the SQL port, unless set otherwise. */
export const DEFAULT_SQL_ROWS = 1_000_000;

/** Of one statement in the Postgres behind the SQL port, unless set otherwise. */
export const DEFAULT_SQL_TIMEOUT_MS = 30_000;

const environment = z.object({
  TENURE_PORT: port.prefault('4000'),
  TENURE_SQL_PORT: port.prefault('5433'),
  TENURE_HOST: z.string().min(1).default('127.0.0.1'),
  TENURE_DATA_DIR: z.string().min(1).default('./.tenure'),
  TENURE_EXPORT_DIR: z.string().min(1).optional(),
  TENURE_SQL_MAX_ROWS: wholeNumber(1000, 100_000_000).prefault(String(DEFAULT_SQL_ROWS)),
  TENURE_SQL_TIMEOUT_SECONDS: wholeNumber(1, 86_400).prefault(String(DEFAULT_SQL_TIMEOUT_MS / 1000)),
  TENURE_CLICKHOUSE_URL: url(['http', 'https']).optional(),
  TENURE_POSTGRES_URL: url(['postgres', 'postgresql']).optional(),
  TENURE_MODEL_DIR: z.string().min(1).optional(),
  TENURE_AUTH_SECRET: z.string().min(32, { error: 'must have at least 32 characters' }).optional(),
  TENURE_AUTH_JWKS_URL: url(['https', 'http']).optional(),
  TENURE_AUTH_AUDIENCE: z.string().min(1).optional(),
  TENURE_AUTH_ISSUER: z.string().min(1).optional(),
  TENURE_TIME_ZONE: timeZone.default('Asia/Shanghai'),
  TENURE_CURRENCY: z
    .string()
    .regex(/^[A-Z]{3}$/, { error: 'must be a three-letter ISO 4217 code such as CNY' })
    .default('CNY'),
  TENURE_SAMPLE: z.enum(['on', 'off'], { error: 'must be on or off' }).default('on'),
  TENURE_SOURCE_HOSTS: z.string().default(''),
  TENURE_TRIAL_DATA: z.string().min(1).optional(),
  TENURE_DEMO_PASSWORD: z.string().min(8, { error: 'must have at least 8 characters' }).optional(),
  TENURE_TRUST_PROXY: z
    .string()
    .default('loopback')
    .transform(listOf)
    .refine((list) => list.every(isProxy), {
      error:
        'must be addresses or networks such as 10.0.0.0/8, or loopback, linklocal, uniquelocal, separated by commas',
    }),
  TENURE_SQL_TLS: z.enum(['optional', 'require'], { error: 'must be optional or require' }).default('optional'),
  TENURE_LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'silent']).default('warn'),
});

export interface Config {
  /** HTTP port: page, GraphQL, Cube REST, health. 0 takes a free one. */
  readonly port: number;
  readonly sqlPort: number;
  /** Rows of a plain answer at the SQL port at most. */
  readonly sqlMaxRows: number;
  /** What a client may set statement_timeout to at most, and what it is at first. */
  readonly sqlTimeoutMs: number;
  readonly host: string;
  /** Absolute. */
  readonly dataDir: string;
  /** Absolute: where exports of scheduled reports are written. */
  readonly exportDir: string;
  readonly clickhouseUrl: string | undefined;
  readonly postgresUrl: string | undefined;
  /** Absolute. */
  readonly modelDir: string;
  readonly auth: {
    /** HS256 secret; one is made and kept in the data directory when neither this nor a JWKS URL is given. */
    readonly secret: string | undefined;
    readonly jwksUrl: string | undefined;
    readonly audience: string | undefined;
    readonly issuer: string | undefined;
  };
  /** The operator's one zone: days and months are meant in it. */
  readonly timeZone: string;
  readonly currency: string;
  /** Whether an empty data directory is filled with the sample operator. */
  readonly sample: boolean;
  /** Hosts (`host` or `host:port`) that Postgres sources may read from, beside this machine. */
  readonly sourceHosts: readonly string[];
  /** Proxies whose word for the caller's address and scheme is taken. */
  readonly trustedProxies: readonly string[];
  /** Whether the SQL port refuses connections in the clear. */
  readonly sqlTlsRequired: boolean;
  readonly trialDataDir: string | undefined;
  readonly demoPassword: string | undefined;
  readonly logLevel: z.infer<typeof environment>['TENURE_LOG_LEVEL'];
}

/** Reads and checks the environment. Throws CONFIG naming every setting that is wrong and what it should be. */
export function loadConfig(env: NodeJS.ProcessEnv, cwd: string = process.cwd()): Config {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''));
  const unknown = Object.keys(given).filter((name) => name.startsWith('TENURE_') && !(name in environment.shape));
  const parsed = environment.safeParse(given);
  const problems = [
    ...unknown.map((name) => `${name} is not a setting of Tenure (see docs/operating.md, Settings)`),
    ...(parsed.success ? [] : parsed.error.issues.map((issue) => `${String(issue.path[0])}: ${issue.message}`)),
  ];
  if (parsed.success) problems.push(...contradictions(parsed.data));
  if (problems.length > 0 || !parsed.success) throw new TenureError('CONFIG', problems.join('\n'));
  const e = parsed.data;
  return Object.freeze({
    port: e.TENURE_PORT,
    sqlPort: e.TENURE_SQL_PORT,
    sqlMaxRows: e.TENURE_SQL_MAX_ROWS,
    sqlTimeoutMs: e.TENURE_SQL_TIMEOUT_SECONDS * 1000,
    host: e.TENURE_HOST,
    dataDir: path.resolve(cwd, e.TENURE_DATA_DIR),
    exportDir: path.resolve(cwd, e.TENURE_EXPORT_DIR ?? path.join(e.TENURE_DATA_DIR, 'exports')),
    clickhouseUrl: e.TENURE_CLICKHOUSE_URL,
    postgresUrl: e.TENURE_POSTGRES_URL,
    modelDir: e.TENURE_MODEL_DIR ? path.resolve(cwd, e.TENURE_MODEL_DIR) : path.join(PROJECT_ROOT, 'model'),
    auth: Object.freeze({
      secret: e.TENURE_AUTH_SECRET,
      jwksUrl: e.TENURE_AUTH_JWKS_URL,
      audience: e.TENURE_AUTH_AUDIENCE,
      issuer: e.TENURE_AUTH_ISSUER,
    }),
    timeZone: e.TENURE_TIME_ZONE,
    currency: e.TENURE_CURRENCY,
    sample: e.TENURE_SAMPLE === 'on',
    sourceHosts: listOf(e.TENURE_SOURCE_HOSTS),
    trustedProxies: e.TENURE_TRUST_PROXY,
    sqlTlsRequired: e.TENURE_SQL_TLS === 'require',
    trialDataDir: e.TENURE_TRIAL_DATA ? path.resolve(cwd, e.TENURE_TRIAL_DATA) : undefined,
    demoPassword: e.TENURE_DEMO_PASSWORD,
    logLevel: e.TENURE_LOG_LEVEL,
  });
}

function contradictions(e: z.infer<typeof environment>): string[] {
  const problems: string[] = [];
  if (e.TENURE_AUTH_SECRET && e.TENURE_AUTH_JWKS_URL)
    problems.push('TENURE_AUTH_SECRET and TENURE_AUTH_JWKS_URL: give one of them, not both');
  if (e.TENURE_AUTH_JWKS_URL && !(e.TENURE_AUTH_AUDIENCE && e.TENURE_AUTH_ISSUER))
    problems.push(
      'TENURE_AUTH_JWKS_URL needs TENURE_AUTH_AUDIENCE and TENURE_AUTH_ISSUER, or any token of that issuer would do',
    );
  if (e.TENURE_AUTH_JWKS_URL && isClearAndElsewhere(new URL(e.TENURE_AUTH_JWKS_URL)))
    problems.push(
      'TENURE_AUTH_JWKS_URL must be https:// (http:// only on this machine): keys read in the clear can be replaced',
    );
  if (e.TENURE_PORT !== 0 && e.TENURE_PORT === e.TENURE_SQL_PORT)
    problems.push('TENURE_PORT and TENURE_SQL_PORT must differ');
  return problems;
}

function isClearAndElsewhere({ protocol, hostname }: URL): boolean {
  return protocol === 'http:' && !['127.0.0.1', 'localhost', '[::1]'].includes(hostname);
}
