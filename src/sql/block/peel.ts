import { as, build, type Node, namesOf } from '../query/ast.js';
import { isConstant } from '../query/constants.js';

/** A measure inside an aggregate, with what stands around it moved outside, where that gives the same. */
export interface Peeled {
  readonly measure: Node;
  /** From CASE WHEN: only rows for which these hold. */
  readonly conditions: readonly Node[];
  /** CASE … ELSE 0. */
  readonly zeroElse: boolean;
  around(value: Node): Node;
}

/**
 * SUM(CASE WHEN c THEN m ELSE 0 END), SUM(COALESCE(m, 0)), SUM(m * 1.5), SUM(CAST(m AS numeric)): a sum can be taken
 * before these. Undefined for what changes with the order of doing.
 */
export function peel(argument: Node, spelled: string): Peeled | undefined {
  const nothing: Peeled = { measure: argument, conditions: [], zeroElse: false, around: (value) => value };
  const choice = as(argument, 'CaseExpr');
  if (choice) {
    const [when, second] = choice.args ?? [];
    const { expr, result } = as(when, 'CaseWhen') ?? {};
    if (choice.arg || second || !expr || !result) return undefined;
    const zero = isNumber(choice.defresult, 0);
    if (choice.defresult && !isNull(choice.defresult) && !(zero && spelled === 'sum')) return undefined;
    const inner = peel(result, spelled);
    return inner && { ...inner, conditions: [expr, ...inner.conditions], zeroElse: inner.zeroElse || zero };
  }
  if (spelled !== 'sum') return nothing;
  const coalesce = as(argument, 'CoalesceExpr')?.args;
  if (coalesce) {
    const [value, zero, third] = coalesce;
    const inner = value && !third && isNumber(zero, 0) ? peel(value, spelled) : undefined;
    return inner && { ...inner, zeroElse: true };
  }
  const cast = as(argument, 'TypeCast');
  if (cast?.arg && cast.typeName) {
    const type = namesOf(cast.typeName.names).at(-1) ?? '';
    if (!['numeric', 'float8'].includes(type) || cast.typeName.typmods) return undefined;
    const inner = peel(cast.arg, spelled);
    return inner && { ...inner, around: (value) => build.cast(inner.around(value), type) };
  }
  const product = as(argument, 'A_Expr');
  const operator = namesOf(product?.name).at(-1);
  if (product?.kind === 'AEXPR_OP' && product.lexpr && product.rexpr && (operator === '*' || operator === '/')) {
    const { lexpr, rexpr } = product;
    // Whole numbers divide to whole numbers, row by row: only a divisor with a point divides a sum alike.
    if (isConstant(rexpr) && (operator === '*' || as(rexpr, 'A_Const')?.fval)) {
      const inner = peel(lexpr, spelled);
      return inner && { ...inner, around: (value) => build.operator(operator, inner.around(value), rexpr) };
    }
    if (operator === '*' && isConstant(lexpr)) {
      const inner = peel(rexpr, spelled);
      return inner && { ...inner, around: (value) => build.operator('*', lexpr, inner.around(value)) };
    }
  }
  return nothing;
}

function isNull(node: Node | undefined): boolean {
  return as(node, 'A_Const')?.isnull === true;
}

function isNumber(node: Node | undefined, number: number): boolean {
  const constant = as(node, 'A_Const');
  if (constant?.ival) return (constant.ival.ival ?? 0) === number;
  return constant?.fval !== undefined && Number(constant.fval.fval) === number;
}
