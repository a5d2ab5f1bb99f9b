import { compileBlock } from '../block/block-compiler.js';
import type { BlockEnvironment } from '../block/block-environment.js';
import type { DirectBlock } from '../block/direct.js';
import { as, build, contains, mapNodes, type Node, type SelectStmt, walk } from '../query/ast.js';
import type { Constants } from '../query/constants.js';
import { joinHint } from '../query/join-hint.js';
import { rewriteJoin } from '../query/join-rewrite.js';
import type { Ask } from '../query/planned.js';
import { type Names, openScope, viewOf } from '../query/scope.js';
import { namesWithin } from '../query/select-walk.js';
import { notSupported } from '../query/sql-error.js';
import type { Template } from '../query/template.js';

export interface SelectEnvironment {
  readonly names: Names;
  readonly template: Template;
  readonly constants: Constants;
  readonly ask: Ask;
  readonly direct: WeakMap<SelectStmt, DirectBlock>;
  readonly seesRows: boolean;
  readonly anyAggregate: boolean;
  /** Inside another query. */
  readonly nested?: boolean;
}

/** A select with every select over a view in it, however deep, turned into one over that block's rows. */
export function compileSelect(select: SelectStmt, environment: SelectEnvironment): SelectStmt {
  const inner = within(select, environment);
  const body = compileBody({ ...select }, inner);
  return select.withClause ? compileCtes(body, select, environment) : body;
}

function within(select: SelectStmt, environment: SelectEnvironment): SelectEnvironment {
  return { ...environment, names: namesWithin(select, environment.names) };
}

/** Compiles the CTEs that are still read; those that were looked through everywhere are left out. */
function compileCtes(body: SelectStmt, select: SelectStmt, environment: SelectEnvironment): SelectStmt {
  const ctes = select.withClause?.ctes ?? [];
  const recursive = select.withClause?.recursive === true;
  const kept: Node[] = [];
  const read: unknown[] = [{ ...body, withClause: undefined }];
  for (const [at, node] of [...ctes.entries()].reverse()) {
    const cte = as(node, 'CommonTableExpr');
    const query = as(cte?.ctequery, 'SelectStmt');
    if (!cte || !query) continue;
    if (!reads(read, cte.ctename ?? '')) continue;
    const before: SelectStmt = {
      ...select,
      withClause: { ...select.withClause, ctes: recursive ? ctes : ctes.slice(0, at) },
    };
    const compiled = compileSelect(query, within(before, environment));
    read.push(compiled);
    kept.unshift({ CommonTableExpr: { ...cte, ctequery: { SelectStmt: compiled } } });
  }
  // The same object where no CTE is left: a block that answers directly is known by it.
  if (kept.length === 0) delete body.withClause;
  return kept.length > 0 ? { ...body, withClause: { ...body.withClause, ctes: kept } } : body;
}

function reads(trees: readonly unknown[], name: string): boolean {
  let found = false;
  walk(trees, (node) => {
    const range = as(node, 'RangeVar');
    if (range && range.schemaname === undefined && range.relname === name) found = true;
  });
  return found;
}

function compileBody(select: SelectStmt, environment: SelectEnvironment): SelectStmt {
  if (select.larg && select.rarg)
    return withTieBreaks({
      ...select,
      larg: compileSelect(select.larg, environment),
      rarg: compileSelect(select.rarg, environment),
    });
  const joined = rewriteJoin(select, environment.names);
  if (joined) return compileBody(joined, environment);
  const scope = openScope(select, environment.names);
  if (scope) return compileBlock(select, scope, blockEnvironment(environment));
  return compileAround(select, environment);
}

/** A select over anything else: only what stands inside it is compiled. */
function compileAround(select: SelectStmt, environment: SelectEnvironment): SelectStmt {
  const { withClause, ...rest } = select;
  const compiled = mapNodes(rest, (node) => {
    const inner = as(node, 'SelectStmt');
    if (inner) return { SelectStmt: compileSelect(inner, { ...environment, nested: true }) };
    const sampled = as(as(node, 'RangeTableSample')?.relation, 'RangeVar');
    if (sampled && viewOf(sampled, environment.names))
      throw notSupported(
        `TABLESAMPLE of ${sampled.relname} is not supported: a view has no blocks of rows to choose from`,
        'Leave TABLESAMPLE out and write LIMIT, or a condition on a dimension.',
      );
    const range = as(node, 'RangeVar');
    const view = range && viewOf(range, environment.names);
    if (view) throw notSupported(`${view.name} cannot be joined row by row`, joinHint(select, environment.names));
    return undefined;
  });
  const sorted = withTieBreaks(compiled);
  return withClause ? { ...sorted, withClause } : sorted;
}

/** A page of what Postgres puts together is sorted by all its columns at last: rows that are equal in order stay in place. */
function withTieBreaks(select: SelectStmt): SelectStmt {
  const count = select.limitCount || select.limitOffset ? columnsOf(select) : undefined;
  if (count === undefined) return select;
  const positions = Array.from(
    { length: count },
    (_, at): Node => ({
      SortBy: { node: build.integer(at + 1), sortby_dir: 'SORTBY_DEFAULT', sortby_nulls: 'SORTBY_NULLS_DEFAULT' },
    }),
  );
  return { ...select, sortClause: [...(select.sortClause ?? []), ...positions] };
}

/** How many columns a select has, when all of them are columns of views or sub-selects, which can be sorted by. */
function columnsOf(select: SelectStmt): number | undefined {
  if (select.larg) return columnsOf(select.larg);
  let count = 0;
  for (const node of select.targetList ?? []) {
    const value = as(node, 'ResTarget')?.val;
    const fields = as(value, 'ColumnRef')?.fields;
    if (!fields) return undefined;
    if (!fields.some((field) => 'A_Star' in field)) {
      count++;
      continue;
    }
    const [item, second] = select.fromClause ?? [];
    const inner = as(as(item, 'RangeSubselect')?.subquery, 'SelectStmt');
    const columns = inner && !second ? (columnsOf(inner) ?? outputsOf(inner)) : undefined;
    if (columns === undefined) return undefined;
    count += columns;
  }
  return count || undefined;
}

/** The outputs of a block that has been compiled, in which no star is left. */
function outputsOf(select: SelectStmt): number | undefined {
  const targets = select.targetList ?? [];
  return contains(targets, (node) => 'A_Star' in node && Object.keys(node).length === 1) ? undefined : targets.length;
}

function blockEnvironment(environment: SelectEnvironment): BlockEnvironment {
  return {
    template: environment.template,
    constants: environment.constants,
    ask: environment.ask,
    direct: environment.direct,
    nested: environment.nested === true,
    seesRows: environment.seesRows,
    anyAggregate: environment.anyAggregate,
    subselect(node, template) {
      const select = as(node, 'SelectStmt');
      return select ? { SelectStmt: compileSelect(select, { ...environment, template, nested: true }) } : node;
    },
  };
}
