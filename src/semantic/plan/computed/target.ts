import { TenureError } from '../../../errors/errors.js';
import type { BoundValues } from '../../contract/expression.js';
import type { Filter, SemanticQuery } from '../../contract/query.js';
import type { KeySource, TargetLookup, TargetNotes } from '../../model/target-lookup.js';
import type { View } from '../../model/view.js';
import { monthFixed } from '../one-per-month.js';
import type { PlannedColumn } from '../planned-column.js';

export interface TargetQuestion {
  readonly view: View;
  readonly query: SemanticQuery;
  readonly dimensions: readonly PlannedColumn[];
  /** Dimensions by which the caller's policy leaves rows out. */
  readonly restrictedBy: readonly string[];
}

type Keys = ReadonlyMap<string, KeySource>;

/**
 * The keys by which a question's rows find their targets, or undefined where a target would be of something else than the
 * row: groups by more than the keys, filters or a policy that leave out part of what a target is set for, several months
 * together. A target is never added up, averaged or shared out.
 */
export function targetKeys({ keys }: TargetNotes, question: TargetQuestion): Keys | undefined {
  const { view, query, dimensions, restrictedBy } = question;
  if (query.ungrouped || (query.segments?.length ?? 0) > 0) return undefined;
  const sources = keys.map(({ member, same, whole }) => {
    const grouped = dimensions.filter(({ asked }) =>
      [member, ...same].some((name) => asked === `${view.name}.${name}`),
    );
    return { member, names: [member, ...same], grouped, whole, source: sourceOf(question, member, grouped, whole) };
  });
  const ofKeys = new Set(sources.flatMap(({ grouped }) => grouped));
  if (dimensions.some((dimension) => !ofKeys.has(dimension))) return undefined;
  const chosen = new Set(sources.flatMap(({ names, source }) => (source && !('text' in source) ? names : [])));
  // Conditions on measures choose among the rows and leave nothing out of any.
  const filtered = (query.filters ?? []).flatMap(membersOf).filter((name) => !view.measures.has(name));
  if ([...filtered, ...restrictedBy].some((name) => !chosen.has(name))) return undefined;
  const found = sources.flatMap(({ member, source }) => (source ? [[member, source] as const] : []));
  return found.length === keys.length ? new Map(found) : undefined;
}

function sourceOf(
  { view, query }: TargetQuestion,
  member: string,
  grouped: readonly PlannedColumn[],
  whole: string | undefined,
): KeySource | undefined {
  const column = grouped.find(({ granularity }) => granularity === undefined || granularity === 'month');
  if (column) {
    const isKey = column.asked === `${view.name}.${member}`;
    if (!isKey && !view.dimensions.has(member)) return undefined;
    return { column: isKey ? column.name : hiddenKey(member), ...(whole === undefined ? {} : { whole }) };
  }
  if (grouped.length > 0) return undefined;
  const month = monthFixed(view, query);
  if (month !== undefined && month.member === member) return { month: month.first };
  return whole === undefined ? undefined : { text: whole };
}

/** The inner statement's column of a key of which only a name was asked. */
export function hiddenKey(member: string): string {
  return `key of ${member}`;
}

/** Keys that the inner statement has to carry beside what was asked. */
export function hiddenKeys(keys: Keys | undefined): string[] {
  return [...(keys ?? [])].flatMap(([member, source]) =>
    'column' in source && source.column === hiddenKey(member) ? [member] : [],
  );
}

/** The value of a target column, or its distance from the measure. Null where no target was set. */
export function targetSql(lookup: TargetLookup, bound: BoundValues, quote: (name: string) => string): string {
  const { kind, of, keys } = lookup;
  if (!keys) return "CAST(NULL, 'Nullable(Float64)')";
  const ofNothing: string[] = [];
  const value = lookup.value.replace(/\$([A-Za-z_][A-Za-z0-9_]*)/g, (_all, name: string) => {
    if (name === 'of') return textOf(of);
    const source = keys.get(name);
    if (!source)
      throw new TenureError('MODEL', `The target of ${of} is looked up by ${name}, which is none of its keys.`);
    if ('text' in source) return textOf(source.text);
    if ('month' in source) return bound.bind({ value: source.month, type: 'Date' }, (index) => `{h${index}:String}`);
    // What stands for all together must not be taken for a member without a name.
    if (source.whole !== undefined) ofNothing.push(`${quote(source.column)} = ${textOf(source.whole)}`);
    return quote(source.column);
  });
  const target = ofNothing.length === 0 ? value : `if(${ofNothing.join(' OR ')}, NULL, ${value})`;
  return kind === 'target' ? target : `toFloat64(${quote(lookup.base)}) - ${target}`;
}

function textOf(text: string): string {
  if (/^[A-Za-z0-9_]*$/.test(text)) return `'${text}'`;
  throw new TenureError('MODEL', `${text} cannot be a key of a target: letters, digits and _ only.`);
}

/** Members that a filter names; an expression counts as a member that nothing is known of. */
function membersOf(filter: Filter): string[] {
  if ('and' in filter) return filter.and.flatMap(membersOf);
  if ('or' in filter) return filter.or.flatMap(membersOf);
  return 'expression' in filter ? [''] : [filter.member];
}
