import type { CatalogView } from '../../semantic/contract/catalog.js';
import { as, build, contains, mapNodes, type Node, namesOf, type SelectStmt } from './ast.js';
import { figureName } from './figure-name.js';
import { isAggregate, isSetReturning } from './functions.js';

/** What FROM gives a select that reads one view: its columns, each an expression over the view's members. */
export interface Scope {
  readonly view: CatalogView;
  /** How the statement calls it. */
  readonly alias: string;
  /** In the order of `*`. */
  readonly columns: ReadonlyMap<string, Node>;
  /** Conditions of the sub-selects that were flattened, over members. */
  readonly where: readonly Node[];
}

/** The names that mean something else than a view: those of WITH, with the plain ones' text to look through. */
export interface Names {
  readonly views: ReadonlyMap<string, CatalogView>;
  readonly ctes: ReadonlyMap<string, SelectStmt | undefined>;
}

/** Marks a column reference as a member of the view at the bottom of a scope. */
const BASE = 'tenure base';

export function memberOf(node: Node | undefined): string | undefined {
  const names = namesOf(as(node, 'ColumnRef')?.fields);
  return names.length === 2 && names[0] === BASE ? names[1] : undefined;
}

export function baseColumn(member: string): Node {
  return build.column(BASE, member);
}

/** The scope of a select over one view, through plain sub-selects; undefined when FROM is anything else. */
export function openScope(select: SelectStmt, names: Names): Scope | undefined {
  const [item, ...others] = select.fromClause ?? [];
  if (!item || others.length > 0) return undefined;
  const range = as(item, 'RangeVar');
  if (range) {
    const name = range.relname ?? '';
    const alias = range.alias?.aliasname ?? name;
    const renamed = namesOf(range.alias?.colnames);
    if (range.schemaname === undefined && names.ctes.has(name)) {
      const body = names.ctes.get(name);
      return body ? throughSelect(body, alias, renamed, names) : undefined;
    }
    const view = viewOf(range, names);
    return view ? { view, alias, columns: rename(viewColumns(view), renamed), where: [] } : undefined;
  }
  const sub = as(item, 'RangeSubselect');
  const inner = as(sub?.subquery, 'SelectStmt');
  if (!sub || !inner || sub.lateral) return undefined;
  return throughSelect(inner, sub.alias?.aliasname ?? '', namesOf(sub.alias?.colnames), names);
}

export function viewOf(
  range: { readonly schemaname?: string; readonly relname?: string },
  { views, ctes }: Names,
): CatalogView | undefined {
  const { schemaname: schema, relname: name = '' } = range;
  if (schema === undefined ? ctes.has(name) : schema !== 'public') return undefined;
  return views.get(name);
}

function viewColumns(view: CatalogView): ReadonlyMap<string, Node> {
  const members = [...view.dimensions, ...view.measures, ...view.segments];
  return new Map(members.map(({ name }) => [name, baseColumn(name)]));
}

/** A sub-select that only picks and renames: its columns are expressions of the scope below. */
function throughSelect(select: SelectStmt, alias: string, renamed: readonly string[], names: Names): Scope | undefined {
  if (!isPlain(select)) return undefined;
  const below = openScope(select, names);
  if (!below) return undefined;
  const columns = new Map<string, Node>();
  for (const { name, value } of targetsOf(select, below)) {
    if (columns.has(name)) return undefined;
    columns.set(name, value);
  }
  const where = select.whereClause ? [inline(select.whereClause, below)] : [];
  return { view: below.view, alias, columns: rename(columns, renamed), where: [...below.where, ...where] };
}

function isPlain(select: SelectStmt): boolean {
  const { op, groupClause, havingClause, distinctClause, windowClause, limitCount, limitOffset } = select;
  if (op !== undefined && op !== 'SETOP_NONE') return false;
  if (groupClause || havingClause || distinctClause || windowClause || limitCount || limitOffset) return false;
  if (select.valuesLists || select.lockingClause || select.withClause || select.intoClause) return false;
  return !contains(select.targetList, (node) => {
    const call = as(node, 'FuncCall');
    return (
      'SubLink' in node || (call !== undefined && (Boolean(call.over) || isAggregate(call) || isSetReturning(call)))
    );
  });
}

/** Output columns with `*` spelled out, as expressions over members. */
export function targetsOf(select: SelectStmt, scope: Scope): { name: string; value: Node }[] {
  return (select.targetList ?? []).flatMap((node) => {
    const target = as(node, 'ResTarget');
    if (!target?.val) return [];
    if (isStar(target.val, scope)) return [...scope.columns].map(([name, value]) => ({ name, value }));
    return [{ name: target.name ?? figureName(target.val), value: inline(target.val, scope) }];
  });
}

export function isStar(node: Node, scope: Scope): boolean {
  const fields = as(node, 'ColumnRef')?.fields ?? [];
  const last = fields.at(-1);
  if (!last || !('A_Star' in last)) return false;
  const qualifier = namesOf(fields.slice(0, -1)).at(-1);
  return qualifier === undefined || qualifier === scope.alias;
}

/** The expression over members that a column reference means in this scope. */
export function resolve(node: Node, scope: Scope): Node | undefined {
  const names = namesOf(as(node, 'ColumnRef')?.fields);
  const name = names.at(-1);
  if (name === undefined) return undefined;
  if (names.length > 1 && names.at(-2) !== scope.alias) return undefined;
  return scope.columns.get(name);
}

/** An expression with its column references replaced by what they mean; those it does not know stay. */
export function inline(node: Node, scope: Scope): Node {
  return mapNodes(node, (inner) => {
    if ('SelectStmt' in inner) return inner;
    return 'ColumnRef' in inner ? (resolve(inner, scope) ?? inner) : undefined;
  });
}

function rename(columns: ReadonlyMap<string, Node>, names: readonly string[]): ReadonlyMap<string, Node> {
  if (names.length === 0) return columns;
  return new Map([...columns].map(([name, value], at) => [names[at] ?? name, value]));
}
