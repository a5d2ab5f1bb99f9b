import { containsOutsideSelects, isAggregated } from '../query/aggregated.js';
import { as, build, canonical, type Node, type SelectStmt, walk } from '../query/ast.js';
import { isConstant } from '../query/constants.js';
import { surelyRollsUp } from '../query/functions.js';
import { inline, memberOf, type Scope, targetsOf } from '../query/scope.js';
import type { Translator } from '../translate/translate.js';
import { KIND_OF, type PgType, type Translated, translated, VALUE_TYPE } from '../translate/types.js';
import { type Bucket, bucketUse, commonBucket, togetherTellApart } from './buckets.js';
import { membersOf } from './expression-facts.js';
import { groupingSets, groupKeys, hasGroupingSets } from './group-keys.js';
import type { MeasureUse } from './measure-call.js';
import { type ComputedKey, ROWS } from './part.js';
import { nothingOf } from './whole-rows.js';

/** What of the view a key plan asks for. */
export interface KeyNames {
  readonly translator: Translator;
  measureUse(node: Node): MeasureUse | undefined;
}

/** Which of a block's keys the engine computes itself, decided before its clauses are rewritten. */
export class KeyPlan {
  /** By the canonical text of the expression. */
  readonly computed: ReadonlyMap<string, ComputedKey>;
  /** Grouping sets that are asked one by one, as canonical texts of their keys. */
  readonly sets: readonly (readonly string[])[] | undefined;
  /** The engine's groups are the statement's groups: it may aggregate whatever it can. */
  readonly exact: boolean;

  constructor(select: SelectStmt, scope: Scope, names: KeyNames) {
    const computed = new Map<string, ComputedKey>();
    const add = (key: Node, value: Translated) => {
      const type = VALUE_TYPE[KIND_OF[value.type]];
      // To Postgres -0 is 0; the engine would make two groups of them.
      const parts = type === 'float' ? ['(', ...value.parts, ' + 0)'] : value.parts;
      computed.set(canonical(key), {
        kind: 'computed',
        column: `e_${computed.size}`,
        type,
        value: { ...value, parts },
      });
    };
    this.computed = computed;
    if (!isAggregated(select, scope)) {
      if (scope.view.dimensions.some(({ engineType }) => engineType !== undefined))
        for (const { value } of targetsOf(select, scope)) {
          const { type, pgType, sql } = nothingOf(value) ?? {};
          if (type === undefined || pgType === undefined || sql === undefined || computed.has(canonical(value)))
            continue;
          const column = `e_${computed.size}`;
          computed.set(canonical(value), { kind: 'computed', column, type, value: translated(pgType, [sql]) });
        }
      for (const [key, value] of computedRows(select, scope, names)) add(key, value);
      this.exact = false;
      this.sets = undefined;
      return;
    }
    const keys = groupKeys(select, scope);
    const translations = keys.map((key) => (isPlain(key, scope) ? undefined : names.translator.translate(key)));
    const possible = keys.every(
      (key, at) => !isConstant(key) && (isPlain(key, scope) || translations[at] !== undefined),
    );
    this.sets =
      hasGroupingSets(select) && possible && asksWhatDoesNotRollUp(select, scope, names)
        ? groupingSets(select, scope)
        : undefined;
    const dealtWith = keys.map((key, at) => {
      if (isPlain(key, scope) || (!this.sets && isToldApart(key, keys, scope))) return true;
      const value = translations[at];
      if (value) add(key, value);
      return value !== undefined;
    });
    this.exact = dealtWith.every(Boolean) && (this.sets !== undefined || !hasGroupingSets(select));
  }

  /** The column of the rows that holds an expression, as the type that Postgres gave it. */
  columnOf(node: Node): Node | undefined {
    const key = this.computed.size > 0 ? this.computed.get(canonical(node)) : undefined;
    if (!key) return undefined;
    const column = build.column(ROWS, key.column);
    if (key.value.type === 'instant') return build.call('timezone', [build.text('UTC'), column]);
    return isOwnType(key.value.type) ? column : build.cast(column, key.value.type);
  }
}

/** Types that the answer's columns have in Postgres without a cast. */
export function isOwnType(type: PgType): boolean {
  return ['text', 'int8', 'numeric', 'float8', 'date', 'bool', 'moment'].includes(type);
}

/** A dimension or measure as it stands, or a constant. */
function isPlain(key: Node, scope: Scope): boolean {
  const member = memberOf(key);
  return member === undefined ? isConstant(key) : !scope.view.segments.some(({ name }) => name === member);
}

/** Keys such as date_trunc and extract that tell the buckets of a date apart: the semantic layer's own granularity. */
function isToldApart(key: Node, keys: readonly Node[], scope: Scope): boolean {
  const [member, ...others] = membersOf(key);
  const dimension = scope.view.dimensions.find(({ name }) => name === member);
  if (!dimension || others.length > 0) return false;
  const uses = new Set<Bucket>();
  walk(
    keys.filter((other) => membersOf(other).has(dimension.name)),
    (node) => {
      const call = as(node, 'FuncCall');
      const use = call && bucketUse(call);
      if (use?.member === dimension.name) uses.add(use.bucket);
      else if (memberOf(node) === dimension.name) uses.add('raw');
      return use?.member !== dimension.name;
    },
  );
  return togetherTellApart(keys, dimension.name, commonBucket(dimension, uses), dimension.grain ?? 'day');
}

function asksWhatDoesNotRollUp(select: SelectStmt, scope: Scope, names: KeyNames): boolean {
  const clauses = [...(select.havingClause ? [select.havingClause] : []), ...(select.sortClause ?? [])];
  const values = [
    ...targetsOf(select, scope).map(({ value }) => value),
    ...clauses.map((clause) => inline(clause, scope)),
  ];
  return containsOutsideSelects(values, (node) => {
    const use = names.measureUse(node);
    return use !== undefined && !surelyRollsUp(use.measure);
  });
}

/**
 * What the engine computes row by row: segments, which are nothing to Postgres, and, when all other columns are plain or
 * computed to the very type, expressions too, since then no cell needs Postgres.
 */
function computedRows(select: SelectStmt, scope: Scope, { translator }: KeyNames): [Node, Translated][] {
  const values = targetsOf(select, scope)
    .map(({ value }) => value)
    .filter((value) => nothingOf(value) === undefined);
  const rows = values
    .filter((value) => !isPlain(value, scope))
    .map((value): [Node, Translated | undefined] => [value, translator.translate(value)]);
  const known = rows.filter((row): row is [Node, Translated] => row[1] !== undefined);
  const all = !values.some(isConstant) && known.length === rows.length;
  return known.filter(([value, { type }]) => memberOf(value) !== undefined || (all && isOwnType(type)));
}
