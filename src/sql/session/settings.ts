import { TenureError } from '../../errors/errors.js';
import { SIGNED_IN_SETTING } from '../catalogue/signed-in.js';

/** Settings that a client may change for its session. Everything else is refused. */
const CHANGEABLE: ReadonlySet<string> = new Set([
  'application_name',
  'bytea_output',
  'client_encoding',
  'client_min_messages',
  'datestyle',
  'default_transaction_deferrable',
  'default_transaction_isolation',
  'default_transaction_read_only',
  'escape_string_warning',
  'extra_float_digits',
  'geqo',
  'idle_in_transaction_session_timeout',
  'intervalstyle',
  'lc_messages',
  'lc_monetary',
  'lc_numeric',
  'lc_time',
  'lock_timeout',
  'search_path',
  'standard_conforming_strings',
  'statement_timeout',
  'timezone',
  'transaction_deferrable',
  'transaction_isolation',
  'transaction_read_only',
  'work_mem',
  'xmloption',
  'tenure.any_aggregate',
]);

/** With it on, SUM, AVG, MIN and MAX of a measure mean the measure itself: for tools that put an aggregate around everything. */
export const ANY_AGGREGATE = 'tenure.any_aggregate';

export function isOn(value: string | undefined): boolean {
  return value !== undefined && /^(on|true|yes|1)$/i.test(value);
}

/** Throws FORBIDDEN for a setting that is not open to clients, NOT_SUPPORTED for a value the door cannot serve. */
export function checkSetting(name: string, value: string | undefined): void {
  const setting = name.toLowerCase();
  if (!CHANGEABLE.has(setting)) throw new TenureError('FORBIDDEN', `permission denied to set parameter "${name}"`);
  if (value === undefined) return;
  if (setting === 'client_encoding' && !/^utf-?8$|^unicode$|^default$/i.test(value))
    throw new TenureError('NOT_SUPPORTED', 'client_encoding can only be UTF8.');
  if (setting === 'standard_conforming_strings' && !/^(on|true|yes|1|default)$/i.test(value))
    throw new TenureError('NOT_SUPPORTED', 'standard_conforming_strings can only be on.');
  if (setting === 'work_mem') throw new TenureError('FORBIDDEN', 'permission denied to set parameter "work_mem"');
}

/** What a session's backend starts with: the client's settings within bounds, and who it is. */
export function boundedSettings(
  settings: ReadonlyMap<string, string>,
  user: string,
  statementMs: number,
): ReadonlyMap<string, string> {
  const timeout = boundedTimeout(settings.get('statement_timeout') ?? '0', statementMs) ?? String(statementMs);
  return new Map([...settings, ['statement_timeout', timeout], [SIGNED_IN_SETTING, user]]);
}

const MILLISECONDS: Readonly<Record<string, number>> = {
  us: 0.001,
  ms: 1,
  s: 1000,
  min: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/**
 * A value of statement_timeout as it may be: one that is longer than the limit, or none, becomes the limit. Undefined for
 * what Postgres is to refuse.
 */
export function boundedTimeout(value: string, mostMs: number): string | undefined {
  const [, number, unit = 'ms'] = /^\s*(\d+(?:\.\d*)?|\.\d+)\s*(us|ms|s|min|h|d)?\s*$/.exec(value) ?? [];
  if (number === undefined) return undefined;
  const ms = Math.round(Number(number) * (MILLISECONDS[unit] ?? 1));
  return String(ms === 0 || ms > mostMs ? mostMs : ms);
}

const ABOUT_THE_CONNECTION: ReadonlySet<string> = new Set(['user', 'database', 'options', 'replication']);

/**
 * The settings of a start-up packet that go on to the backend, those in `options=-c name=value` included. Unknown
 * protocol options (`_pq_.…`) are left out, as the protocol wants.
 */
export function startupSettings(parameters: ReadonlyMap<string, string>): Map<string, string> {
  const replication = parameters.get('replication');
  if (replication && !/^(false|off|no|0)$/i.test(replication))
    throw new TenureError('NOT_SUPPORTED', 'replication connections are not supported');
  const settings = new Map<string, string>();
  const set = (name: string, value: string) => {
    checkSetting(name, value);
    settings.set(name, value);
  };
  for (const [name, value] of parameters)
    if (!ABOUT_THE_CONNECTION.has(name) && !name.startsWith('_pq_.')) set(name, value);
  let options = (parameters.get('options') ?? '').trim();
  while (options !== '') {
    const [whole, name = '', value = ''] = /^(?:-c\s*|--)([A-Za-z_.-]+)=((?:\\.|[^\s\\])*)\s*/.exec(options) ?? [];
    if (!whole) throw new TenureError('NOT_SUPPORTED', 'startup options must be of the form -c name=value');
    set(name.replaceAll('-', '_'), value.replace(/\\(.)/g, '$1'));
    options = options.slice(whole.length);
  }
  return settings;
}
