import { as, build, contains, type Node } from './ast.js';
import { constantOf, isDay } from './bound-parameter.js';
import type { Constant, ConstantKind } from './constant.js';
import type { RunContext } from './run-context.js';
import { toSql } from './to-sql.js';

/** A value that is the same for all rows: no column, no sub-select. Functions of Postgres such as now() may be in it. */
export function isConstant(node: Node): boolean {
  return !contains(node, (inner) => 'ColumnRef' in inner || 'SubLink' in inner);
}

/**
 * Constants of a statement. Plain literals and parameters are read at once; everything else is computed by
 * Postgres inside the client's transaction, so that its conversions, time zone and functions hold.
 */
export class Constants {
  private readonly computed: { readonly node: Node; readonly kind: ConstantKind }[] = [];

  /** Registers a constant; returns how to look its value up among `values`. */
  add(node: Node, kind: ConstantKind): (values: readonly Constant[]) => Constant {
    const literal = readLiteral(node, kind);
    if (literal) return () => literal;
    const at = this.computed.push({ node, kind }) - 1;
    return (values) => values[at] ?? { value: null, later: false };
  }

  async compute(context: RunContext): Promise<readonly Constant[]> {
    const known = this.computed.map(({ node, kind }) => {
      const parameter = context.parameter(as(node, 'ParamRef')?.number ?? 0);
      return parameter && constantOf(parameter, kind);
    });
    const others = this.computed.filter((_, at) => known[at] === undefined);
    if (others.length === 0) return known.filter((constant) => constant !== undefined);
    const targetList = others.flatMap(({ node, kind }) => computing(node, kind).map((val) => build.target(val)));
    const [row = []] = await context.evaluate(toSql({ SelectStmt: { targetList, op: 'SETOP_NONE' } }), []);
    const found = others.map((_, at) => ({ value: row[2 * at] ?? null, later: row[2 * at + 1] === 't' }));
    return known.map((constant) => constant ?? found.shift() ?? { value: null, later: false });
  }
}

/** Two expressions: the value as text, and whether a date leaves a time of day behind. */
function computing(node: Node, kind: ConstantKind): [Node, Node] {
  const no: Node = build.cast(build.text('f'), 'boolean');
  switch (kind) {
    case 'date': {
      // An untyped literal compared with a date is read as a date by Postgres; anything else keeps its own type.
      const typed = as(node, 'A_Const')?.sval ? build.cast(node, 'date') : node;
      const day = build.cast(typed, 'date');
      const iso = build.call('to_char', [day, build.text('YYYY-MM-DD')]);
      return [iso, build.operator('<', day, typed)];
    }
    case 'timestamp': {
      const typed = build.cast(node, 'timestamp');
      return [build.call('to_char', [typed, build.text('YYYY-MM-DD"T"HH24:MI:SS.US')]), no];
    }
    case 'json':
      return [build.cast(build.call('to_json', [node]), 'text'), no];
    default:
      return [build.cast(node, 'text'), no];
  }
}

function readLiteral(node: Node, kind: ConstantKind): Constant | undefined {
  const constant = as(node, 'A_Const');
  if (!constant) return undefined;
  const known = (value: string | null): Constant => ({ value, later: false });
  if (constant.isnull) return known(null);
  if (kind === 'text' && constant.sval) return known(constant.sval.sval ?? '');
  if (kind === 'number' && constant.ival) return known(String(constant.ival.ival ?? 0));
  if (kind === 'number' && constant.fval && /^\d{1,15}(\.\d+)?$/.test(constant.fval.fval ?? ''))
    return known(constant.fval.fval ?? null);
  if (kind === 'boolean' && constant.boolval) return known(constant.boolval.boolval ? 'true' : 'false');
  if (kind === 'date' && isDay(constant.sval?.sval)) return known(constant.sval?.sval ?? null);
  return undefined;
}
