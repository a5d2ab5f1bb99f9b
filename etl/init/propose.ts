import { TenureError } from '../../src/errors/errors.js';
import { asExpression } from '../source/mapping.js';
import { TARGETS, type Target, type TargetColumn } from '../targets.js';
import type { Look } from './look.js';
import { NAMES, plainName, snakeCase } from './names.js';
import { type Profile, profile } from './profile.js';

/** One line of a map: an expression, what to do with odd values, and why it was chosen. */
export interface Line {
  readonly column: string;
  readonly from: string;
  readonly format?: string | undefined;
  readonly bad?: 'report' | undefined;
  readonly note?: string | undefined;
}

export interface ProposedLoad {
  readonly into: string;
  readonly where?: string | undefined;
  readonly aggregate?: 'sum' | undefined;
  readonly note?: string | undefined;
  readonly map: readonly Line[];
  readonly attributes: readonly Line[];
}

export interface Attribute {
  readonly name: string;
  readonly type: 'text' | 'number' | 'flag' | 'date';
  readonly title: string;
}

export interface Proposal {
  readonly profiles: readonly Profile[];
  readonly asOf: string | null;
  readonly attributes: readonly Attribute[];
  readonly loads: readonly ProposedLoad[];
  /** Columns that nothing is made of, and why. */
  readonly unused: readonly { readonly column: string; readonly why: string }[];
}

export interface ProposeOptions {
  /** Subject that the rows are for; the one that fits best when absent. Plurals are taken too. */
  readonly into?: string | undefined;
  readonly now: Date;
}

/** What could be made of a file. Throws SOURCE where the subject is unknown or nothing tells customers apart. */
export function propose(look: Look, { into, now }: ProposeOptions): Proposal {
  const profiles = look.columns.map((name, index) =>
    profile(
      name,
      look.rows.map((row) => row[index] ?? ''),
    ),
  );
  const chosen = into === undefined ? bestTarget(profiles) : targetCalled(into);
  if (chosen.name === 'customer') return customers(profiles, look, now);
  return facts(chosen, profiles, look, now);
}

function targetCalled(into: string): Target {
  const name = into.toLowerCase().replaceAll('-', '_');
  const found = TARGETS.find(
    (one) => one.name === name || `${one.name}s` === name || (name === 'usages' && one.name === 'usage'),
  );
  if (!found)
    throw new TenureError(
      'BAD_REQUEST',
      `--into ${into}: there is no such subject. There are ${TARGETS.map((one) => one.name).join(', ')}.`,
    );
  return found;
}

/** Facts that have every column they need win over customers; among them the one of which most columns are there. */
function bestTarget(profiles: readonly Profile[]): Target {
  const candidates = TARGETS.filter((one) => one.ofCustomer && one.name !== 'customer').flatMap((target) => {
    const mapped = target.columns.filter((column) => find(profiles, column.name) !== undefined);
    const needs = target.columns.filter((column) => column.required && column.name !== 'service');
    const isWhole = needs.every((column) => mapped.includes(column));
    const extra = target.name === 'usage' && derivedUsage(profiles).length > 0 ? 1 : 0;
    return isWhole ? [{ target, score: mapped.length + extra }] : [];
  });
  const id = find(profiles, 'customer_id');
  const isListOfCustomers = id?.isUnique === true;
  const best = candidates.sort((one, other) => other.score - one.score)[0];
  const isNumbered = best?.target.columns.some((one) => one.required && one.name.endsWith('_number'));
  return best && (isNumbered || !isListOfCustomers) ? best.target : targetCalled('customer');
}

/** The column that a column of the warehouse is made of: by its very name, else by one that is usual for it. */
function find(profiles: readonly Profile[], name: string, taken: ReadonlySet<string> = new Set()): Profile | undefined {
  const free = profiles.filter((one) => !taken.has(one.name) && one.shape.kind !== 'blank');
  const pattern = NAMES[name];
  return (
    free.find((one) => plainName(one.name) === plainName(name)) ??
    (pattern ? free.find((one) => plainName(one.name) !== '' && pattern.test(plainName(one.name))) : undefined)
  );
}

/** What tells customers apart: a column, or several together where none does. */
interface Identity {
  readonly column: string | null;
  readonly from: string;
  readonly note?: string | undefined;
}

function identityOf(profiles: readonly Profile[], look: Look): Identity {
  const found =
    find(profiles, 'customer_id') ??
    profiles.find((one) => one.isUnique && (one.shape.kind === 'text' || one.shape.kind === 'whole'));
  if (found) return { column: found.name, from: column(profiles, found.name) };
  const byValues = [...profiles].sort((one, other) => other.distinct - one.distinct);
  for (let count = 2; count <= Math.min(8, byValues.length); count++) {
    const chosen = byValues.slice(0, count);
    const places = chosen.map((one) => profiles.indexOf(one));
    const keys = new Set(look.rows.map((row) => places.map((at) => row[at]).join('\0')));
    if (keys.size < look.rows.length) continue;
    const names = chosen.map((one) => `ifNull(${column(profiles, one.name)}, '')`).join(', ');
    return {
      column: null,
      from: `concatWithSeparator('-', ${names})`,
      note: 'CHECK: no column tells customers apart; these together do in this file',
    };
  }
  throw new TenureError(
    'SOURCE',
    'No column tells one customer from another: none is called like customer_id, none has a value of its own in each row, and not all rows differ.',
  );
}

/** A column within an expression. */
function column(profiles: readonly Profile[], name: string): string {
  if (/^[A-Za-z_][A-Za-z0-9_]*$/.test(name) && !KEYWORDS.test(name)) return name;
  return asExpression(name, { columns: profiles.map((one) => one.name) });
}
const KEYWORDS =
  /^(all|and|any|array|as|asc|between|by|case|cast|date|desc|distinct|else|end|extract|false|from|group|having|if|in|interval|is|join|left|like|limit|not|null|on|or|order|right|select|substring|then|timestamp|to|true|trim|union|when|where|with)$/i;

/** A column's value as the warehouse's column wants it; undefined where it cannot be one. */
function valueOf(
  from: Profile,
  to: Pick<TargetColumn, 'kind' | 'name'>,
  columns: readonly Profile[],
): Omit<Line, 'column'> | undefined {
  const expression = column(columns, from.name);
  const bad = from.oddShare > 0 ? ('report' as const) : undefined;
  const { shape } = from;
  switch (to.kind) {
    case 'text':
      return { from: expression };
    case 'flag':
      return shape.kind === 'flag' ? { from: expression } : undefined;
    case 'number':
      return shape.kind === 'whole' || shape.kind === 'flag' ? { from: expression, bad } : undefined;
    case 'decimal':
      if (shape.kind === 'whole' || shape.kind === 'flag') return { from: expression, bad };
      return shape.kind === 'decimal' ? { from: plainNumber(expression, shape.written), bad } : undefined;
    case 'day':
    case 'moment':
      if (shape.kind !== 'day' && shape.kind !== 'time') return undefined;
      return { from: expression, format: shape.format ?? undefined, note: unsure(shape) };
    case 'month':
      if (shape.kind !== 'day' && shape.kind !== 'time' && shape.kind !== 'month') return undefined;
      return { from: expression, format: shape.format ?? undefined, note: unsure(shape) };
  }
}

function unsure(shape: { readonly isUnsure?: boolean; readonly format: string | null }): string | undefined {
  return shape.isUnsure
    ? `CHECK: no day is past the 12th, so day and month cannot be told apart; ${shape.format} was taken`
    : undefined;
}

function plainNumber(expression: string, written: 'plain' | 'comma' | 'thousands' | 'sign'): string {
  switch (written) {
    case 'plain':
      return expression;
    case 'comma':
      return `replaceOne(replaceAll(${expression}, '.', ''), ',', '.')`;
    case 'thousands':
      return `replaceAll(${expression}, ',', '')`;
    case 'sign':
      return `replaceRegexpAll(${expression}, '[^-0-9.]', '')`;
  }
}

function lines(target: Target, profiles: readonly Profile[], given: readonly Line[], taken: Set<string>): Line[] {
  const map = [...given];
  for (const to of target.columns) {
    if (map.some((line) => line.column === to.name)) continue;
    const from = find(profiles, to.name, taken);
    const value = from && valueOf(from, to, profiles);
    if (!from || !value) continue;
    taken.add(from.name);
    // Only what a row cannot do without keeps it out.
    map.push({ column: to.name, ...value, bad: to.required ? undefined : value.bad });
  }
  return target.columns.flatMap((to) => map.filter((line) => line.column === to.name));
}

function facts(target: Target, profiles: readonly Profile[], look: Look, now: Date): Proposal {
  const taken = new Set<string>();
  const given: Line[] = [];
  if (target.ofCustomer) {
    const { column: own, from, note } = identityOf(profiles, look);
    if (own !== null) taken.add(own);
    given.push({ column: 'customer_id', from, note });
  }
  if (target.name === 'usage')
    for (const { line, name } of derivedUsage(profiles)) {
      given.push(line);
      taken.add(name);
    }
  let map = lines(target, profiles, given, taken);
  let usesMonth = false;
  for (const to of target.columns) {
    if (!to.required || map.some((line) => line.column === to.name)) continue;
    const made = instead(target, to, profiles, taken);
    usesMonth ||= made.from === 'as_of';
    map = [...map, { column: to.name, ...made }];
  }
  map = target.columns.flatMap((to) => map.filter((line) => line.column === to.name));
  const isRepeated = target.summed.length > 0 && hasRepeatedKeys(target, map, look, profiles);
  if (target.name === 'usage' && isRepeated && !map.some((line) => line.column === 'units'))
    map = [...map, { column: 'units', from: "'1'", note: 'each row counts as one call, message or session' }];
  const load: ProposedLoad = {
    into: target.name,
    aggregate: isRepeated ? 'sum' : undefined,
    note: isRepeated ? 'several rows have one key: they are parts, such as calls, and are added up' : undefined,
    map,
    attributes: [],
  };
  return {
    profiles,
    asOf: usesMonth ? monthOf(now) : null,
    attributes: [],
    loads: [load],
    unused: unusedOf(profiles, taken, `${target.name} has no column for it`),
  };
}

/** Measures that come in another unit. */
function derivedUsage(profiles: readonly Profile[]): { name: string; line: Line }[] {
  const units = [
    ['minutes', 'seconds', 60, 2, 'seconds, as minutes'],
    ['megabytes', 'bytes', 1_048_576, 3, 'bytes, as megabytes'],
    ['megabytes', 'kilobytes', 1024, 3, 'kilobytes, as megabytes'],
    ['megabytes', 'gigabytes', 1 / 1024, 3, 'gigabytes, as megabytes'],
  ] as const;
  const made: { name: string; line: Line }[] = [];
  for (const [to, unit, divisor, decimals, note] of units) {
    if (made.some(({ line }) => line.column === to) || profiles.some((one) => plainName(one.name) === to)) continue;
    const from = find(profiles, unit);
    if (!from || (from.shape.kind !== 'whole' && from.shape.kind !== 'decimal')) continue;
    const scaled = divisor < 1 ? `* ${1 / divisor}` : `/ ${divisor}`;
    const expression = `round(toFloat64(${column(profiles, from.name)}) ${scaled}, ${decimals})`;
    made.push({ name: from.name, line: { column: to, from: expression, note } });
  }
  return made;
}

/** What stands in for a needed column that the file does not have. */
function instead(
  target: Target,
  to: TargetColumn,
  profiles: readonly Profile[],
  taken: Set<string>,
): Omit<Line, 'column'> {
  const timed = profiles.find(
    (one) => !taken.has(one.name) && valueOf(one, to, profiles) && ['day', 'month', 'moment'].includes(to.kind),
  );
  if (timed) {
    taken.add(timed.name);
    return { ...(valueOf(timed, to, profiles) as Omit<Line, 'column'>), note: 'CHECK: the only column of this kind' };
  }
  if (to.kind === 'day' || to.kind === 'month')
    return { from: 'as_of', note: `CHECK: no column for ${to.name}; the month that the file describes` };
  if (to.kind === 'moment')
    return { from: "concat(toString(as_of), ' 12:00:00')", note: `CHECK: no column for ${to.name}` };
  if (to.name.endsWith('_number')) {
    const all = profiles.map((one) => `ifNull(${column(profiles, one.name)}, '')`).slice(0, 8);
    return {
      from: `concatWithSeparator('-', ${all.join(', ')})`,
      note: `CHECK: no column numbers the rows; the row itself is its number`,
    };
  }
  const constant = to.name === 'service' ? 'voice' : to.name === 'kind' ? 'serving' : 'unknown';
  const spare = profiles.find(
    (one) => !taken.has(one.name) && (to.kind === 'text' ? one.shape.kind === 'text' : valueOf(one, to, profiles)),
  );
  if (spare && to.name !== 'service' && to.name !== 'kind') {
    taken.add(spare.name);
    return { ...(valueOf(spare, to, profiles) as Omit<Line, 'column'>), note: `CHECK: is this ${to.name}?` };
  }
  if (to.kind === 'text') return { from: `'${constant}'`, note: `CHECK: no column for ${to.name} of ${target.name}` };
  return { from: "'0'", note: `CHECK: no column for ${to.name} of ${target.name}` };
}

/** Whether two rows have one key, by the texts of the columns that it is made of. */
function hasRepeatedKeys(target: Target, map: readonly Line[], look: Look, profiles: readonly Profile[]): boolean {
  const names = target.key.map((name) => (name === 'customer_key' ? 'customer_id' : name));
  const places = names.flatMap((name) => {
    const line = map.find((one) => one.column === name);
    const at = profiles.findIndex((one) => line && column(profiles, one.name) === line.from);
    return at < 0 ? [] : [{ at, isTime: profiles[at]?.shape.kind === 'time' }];
  });
  const keys = look.rows.map((row) =>
    places.map(({ at, isTime }) => (isTime ? (row[at] ?? '').split(/[T ]/)[0] : row[at])).join('\0'),
  );
  return new Set(keys).size < keys.length;
}

function customers(profiles: readonly Profile[], look: Look, now: Date): Proposal {
  const id = identityOf(profiles, look);
  const taken = new Set(id.column === null ? [] : [id.column]);
  const me = id.from;
  const churn = find(profiles, 'churn', taken);
  if (churn) taken.add(churn.name);
  const target = targetCalled('customer');
  const effective = find(profiles, 'effective_on', taken);
  const stated = effective && valueOf(effective, { kind: 'day', name: 'effective_on' }, profiles);
  const given: Line[] = [
    { column: 'customer_id', from: me, note: id.note },
    stated
      ? { column: 'effective_on', ...stated }
      : { column: 'effective_on', from: 'as_of', note: 'the file says how things stood in one month (--as-of)' },
    joinedOn(profiles, taken),
  ];
  if (stated && effective) taken.add(effective.name);
  const monthly = find(profiles, 'monthly');
  const map = lines(target, profiles, given, taken);
  const attributes: Attribute[] = [];
  const values: Line[] = [];
  const unused: { column: string; why: string }[] = [];
  for (const one of profiles) {
    if (taken.has(one.name)) continue;
    const type = attributeType(one, look.rows.length);
    if (typeof type !== 'string') {
      unused.push({ column: one.name, why: type.why });
      continue;
    }
    const name = freeName(snakeCase(one.name), attributes);
    const value = valueOf(
      one,
      { kind: { text: 'text', number: 'decimal', flag: 'flag', date: 'day' }[type] as TargetColumn['kind'], name },
      profiles,
    );
    if (!value) continue;
    attributes.push({ name, type, title: one.name });
    values.push({ column: name, ...value });
  }
  const loads: ProposedLoad[] = [{ into: 'customer', map, attributes: values }];
  const charge = monthly && valueOf(monthly, { kind: 'decimal', name: 'charged' }, profiles);
  if (charge)
    loads.push({
      into: 'bill',
      note: 'a bill a customer, so that there is revenue',
      map: [
        { column: 'customer_id', from: me },
        { column: 'bill_number', from: `concat(${me}, '-', toString(as_of))` },
        { column: 'month', from: 'as_of' },
        { column: 'recurring_charge', ...charge },
        { column: 'charged', ...charge, bad: undefined },
      ],
      attributes: [],
    });
  const leaves = churn && leavers(churn, profiles);
  if (leaves)
    loads.push({
      into: 'event',
      where: leaves,
      note: 'who left, on the last day of the month',
      map: [
        { column: 'customer_id', from: me },
        { column: 'event_number', from: `concat(${me}, '-churn-', toString(as_of))` },
        { column: 'kind', from: "'churn'" },
        { column: 'occurred_at', from: "concat(toString(toLastDayOfMonth(as_of)), ' 12:00:00')" },
      ],
      attributes: [],
    });
  return { profiles, asOf: usesMonth(loads) ? monthOf(now) : null, attributes, loads, unused };
}

function usesMonth(loads: readonly ProposedLoad[]): boolean {
  return loads.some(({ map }) => map.some(({ from }) => /\bas_of\b/.test(from)));
}

function joinedOn(profiles: readonly Profile[], taken: Set<string>): Line {
  const joined = find(profiles, 'joined_on', taken);
  const value = joined && valueOf(joined, { kind: 'day', name: 'joined_on' }, profiles);
  if (joined && value) {
    taken.add(joined.name);
    return { column: 'joined_on', ...value };
  }
  const tenure = find(profiles, 'tenure', taken);
  // It stays an attribute as well.
  if (tenure?.shape.kind === 'whole')
    return {
      column: 'joined_on',
      from: `subtractMonths(as_of, toUInt16OrZero(${column(profiles, tenure.name)}))`,
      note: `${tenure.name} is months with the operator`,
    };
  return { column: 'joined_on', from: 'as_of', note: 'CHECK: no column says when customers joined' };
}

function leavers(churn: Profile, profiles: readonly Profile[]): string | undefined {
  const left = churn.examples.filter((value) =>
    /^(1|true|yes|y|churned?|left|exited|是|已离网|离网|流失)$/i.test(value),
  );
  if (churn.distinct > 3 || left.length === 0) return undefined;
  return left.map((value) => `${column(profiles, churn.name)} = '${value}'`).join(' or ');
}

/** Distinct values that a dimension may have. */
const MOST_MEMBERS = 1000;

function attributeType({ shape, isUnique, distinct }: Profile, rows: number): Attribute['type'] | { why: string } {
  switch (shape.kind) {
    case 'blank':
      return { why: 'it is always blank' };
    case 'flag':
      return 'flag';
    case 'whole':
    case 'decimal':
      return isUnique && rows > 100 && shape.kind === 'whole'
        ? { why: 'each row has a number of its own: it looks like a key' }
        : 'number';
    case 'day':
    case 'time':
      return 'date';
    case 'month':
      return 'text';
    case 'text':
      return distinct > MOST_MEMBERS || (isUnique && rows > 20)
        ? { why: `it has ${distinct} different values, too many to group by` }
        : 'text';
  }
}

function freeName(name: string, attributes: readonly Attribute[]): string {
  let free = name;
  for (let number = 2; attributes.some((one) => one.name === free); number++) free = `${name}_${number}`;
  return free;
}

function unusedOf(profiles: readonly Profile[], taken: ReadonlySet<string>, why: string): Proposal['unused'] {
  return profiles.filter((one) => !taken.has(one.name)).map((one) => ({ column: one.name, why }));
}

/** The month before, which is the last that is whole. */
function monthOf(now: Date): string {
  const last = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - 1, 1));
  return last.toISOString().slice(0, 7);
}
