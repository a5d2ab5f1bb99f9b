import { as, type FuncCall, functionName, type Node, namesOf, stringConstant } from '../query/ast.js';
import { arithmetic, negated } from './arithmetic.js';
import { call } from './calls.js';
import { cast } from './casts.js';
import { choice, coalesced, extreme, nullIf } from './choices.js';
import { comparison, distinct, TRUTH } from './comparisons.js';
import { moved, readInterval } from './days.js';
import { constantAs, isUntyped, literal, namedType } from './literals.js';
import { midnight, momentMoved, momentStart } from './moments.js';
import type { Names } from './names.js';
import { overTime } from './over-time.js';
import { concatenated, joined, like, matches } from './texts.js';
import { kindOf, type PgType, type Translated, translated } from './types.js';

/**
 * An expression over dimensions as one that the engine computes to the same value, or undefined when it has none: then
 * Postgres computes it. Nothing of the statement's text gets into the engine's: literals are bound.
 */
export class Translator {
  /** Conditions are asked for whole and by their parts: each node is translated once. */
  private readonly known = new WeakMap<Node, { readonly value: Translated | undefined }>();

  constructor(
    private readonly names: Names,
    /** Told the key of each entry of the table that was used. */
    private readonly used?: (key: string) => void,
  ) {}

  translate(node: Node | undefined): Translated | undefined {
    if (!node) return undefined;
    const known = this.known.get(node);
    if (known) return known.value;
    const value = this.translateOnce(node);
    this.known.set(node, { value: value && namesMany(value) ? undefined : value });
    return this.known.get(node)?.value;
  }

  private translateOnce(node: Node): Translated | undefined {
    const column = this.names.column(node);
    if (column) return column;
    return (
      literal(node) ??
      this.operator(node) ??
      this.cast(node) ??
      this.boolean(node) ??
      this.choice(node) ??
      this.function(node)
    );
  }

  /** A condition: what is neither true nor false is NULL, as in Postgres. */
  condition(node: Node | undefined): Translated | undefined {
    const value = this.translate(node);
    return value && kindOf(value) === 'boolean' ? value : undefined;
  }

  /** As `translate`, but a bare text or parameter becomes what its neighbour is. */
  private beside(node: Node | undefined, neighbour: Translated | undefined): Translated | undefined {
    if (node && (isUntyped(node) || isClockConstant(node, neighbour)))
      return neighbour && constantAs(node, neighbour.type, this.names.constants);
    return this.translate(node);
  }

  private pair(left: Node | undefined, right: Node | undefined): readonly [Translated, Translated] | undefined {
    if (!left || !right || (isUntyped(left) && isUntyped(right))) return undefined;
    const first = isUntyped(left) ? undefined : this.translate(left);
    const second = this.beside(right, first);
    const known = first && !isClockConstant(left, second) ? first : this.beside(left, second);
    return known && second && [known, second];
  }

  private text(node: Node | undefined): Translated | undefined {
    if (node && isUntyped(node)) return constantAs(node, 'text', this.names.constants);
    return this.translate(node);
  }

  // --- operators ----------------------------------------------------------------------------------------------------

  private operator(node: Node): Translated | undefined {
    const expression = as(node, 'A_Expr');
    if (!expression) return undefined;
    const { kind, lexpr, rexpr } = expression;
    const name = namesOf(expression.name).at(-1) ?? '';
    const list = as(rexpr, 'List')?.items ?? [];
    switch (kind) {
      case 'AEXPR_OP':
        return lexpr ? this.binary(name, lexpr, rexpr) : this.unary(name, rexpr);
      case 'AEXPR_DISTINCT':
      case 'AEXPR_NOT_DISTINCT': {
        const sides = this.pair(lexpr, rexpr);
        return sides && distinct(...sides, kind === 'AEXPR_NOT_DISTINCT');
      }
      case 'AEXPR_NULLIF': {
        const sides = this.pair(lexpr, rexpr);
        return sides && nullIf(...sides);
      }
      case 'AEXPR_LIKE':
      case 'AEXPR_ILIKE':
        return like(this.text(lexpr), rexpr, this.names.constants, name.includes('*'), name.startsWith('!'));
      case 'AEXPR_IN':
        return this.membership(lexpr, list, name === '<>');
      case 'AEXPR_OP_ANY':
      case 'AEXPR_OP_ALL': {
        const elements = as(rexpr, 'A_ArrayExpr')?.elements ?? [];
        const not = kind === 'AEXPR_OP_ALL';
        return name === (not ? '<>' : '=') ? this.membership(lexpr, elements, not) : undefined;
      }
      case 'AEXPR_BETWEEN':
      case 'AEXPR_NOT_BETWEEN':
        return this.between(lexpr, list, kind === 'AEXPR_NOT_BETWEEN');
      default:
        return undefined;
    }
  }

  private unary(name: string, node: Node | undefined): Translated | undefined {
    const value = this.translate(node);
    return name === '-' ? value && negated(value) : name === '+' ? value : undefined;
  }

  private binary(name: string, lexpr: Node, rexpr: Node | undefined): Translated | undefined {
    if (name === '||') return concatenated(this.text(lexpr), this.text(rexpr));
    if (/^!?~\*?$/.test(name))
      return matches(this.text(lexpr), rexpr, this.names.constants, name.endsWith('*'), name.startsWith('!'));
    const days = this.dayArithmetic(name, lexpr, rexpr);
    if (days) return days;
    if (['+', '-', '*', '/', '%'].includes(name)) {
      const [left, right] = [this.translate(lexpr), this.translate(rexpr)];
      return left && right && arithmetic(name, left, right);
    }
    const sides = this.pair(lexpr, rexpr);
    return sides && comparison(name, ...sides);
  }

  /** date ± whole number, date ± interval, date - date. */
  private dayArithmetic(name: string, lexpr: Node, rexpr: Node | undefined): Translated | undefined {
    if (name !== '+' && name !== '-') return undefined;
    const left = this.translate(lexpr);
    if (!left || !['day', 'moment', 'instant'].includes(kindOf(left))) return undefined;
    const interval = as(rexpr, 'TypeCast');
    if (interval && namesOf(interval.typeName?.names).at(-1) === 'interval') {
      const typmod = as(interval.typeName?.typmods?.[0], 'A_Const')?.ival?.ival;
      const step = readInterval(stringConstant(interval.arg) ?? '', typmod);
      const gives: PgType = left.type === 'timestamptz' ? 'timestamptz' : 'timestamp';
      const sign = name === '+' ? 1 : -1;
      if (!step) return undefined;
      if (kindOf(left) === 'day' && step.seconds === 0) return moved(left, step, sign, gives);
      return left.type === 'timestamptz'
        ? undefined
        : momentMoved(kindOf(left) === 'day' ? midnight(left) : left, step, sign);
    }
    if (kindOf(left) !== 'day') return undefined;
    const right = this.translate(rexpr);
    if (!right || left.type !== 'date') return undefined;
    if (right.type === 'date' && name === '-')
      return translated(
        'int4',
        ['(toInt32(toDate32(', ...left.parts, ')) - toInt32(toDate32(', ...right.parts, ')))'],
        {
          digits: 6,
        },
      );
    if (kindOf(right) !== 'integer' || typeof right.literal !== 'number') return undefined;
    return moved(left, { months: 0, days: right.literal }, name === '+' ? 1 : -1, 'date');
  }

  private membership(node: Node | undefined, list: readonly Node[], not: boolean): Translated | undefined {
    const value = this.translate(node);
    if (!value || list.length === 0) return undefined;
    const equals = list.map((item) => {
      const other = this.beside(item, value);
      return other && comparison('=', value, other);
    });
    if (!equals.every((part) => part !== undefined)) return undefined;
    const any = equals.flatMap((part, at) => (at === 0 ? part.parts : [' or ', ...part.parts]));
    return translated('bool', not ? ['not(', ...any, ')'] : ['(', ...any, ')']);
  }

  private between(node: Node | undefined, [from, to]: readonly Node[], not: boolean): Translated | undefined {
    const value = this.translate(node);
    const low = value && this.beside(from, value);
    const high = value && this.beside(to, value);
    const above = value && low && comparison('>=', value, low);
    const below = value && high && comparison('<=', value, high);
    return above && below && translated('bool', [not ? 'not(' : '(', ...above.parts, ' and ', ...below.parts, ')']);
  }

  // --- booleans, casts, choices ---------------------------------------------------------------------------------------

  private boolean(node: Node): Translated | undefined {
    const nullTest = as(node, 'NullTest');
    if (nullTest) {
      const value = this.translate(nullTest.arg);
      const test = nullTest.nulltesttype === 'IS_NULL' ? 'isNull(' : 'isNotNull(';
      return value && translated('bool', [test, ...value.parts, ')']);
    }
    const truth = as(node, 'BooleanTest');
    if (truth) {
      const [before, after] = TRUTH[truth.booltesttype ?? ''] ?? [];
      const value = this.condition(truth.arg);
      return value && before !== undefined ? translated('bool', [before, ...value.parts, after ?? '']) : undefined;
    }
    const bool = as(node, 'BoolExpr');
    const args = (bool?.args ?? []).map((arg) => this.condition(arg));
    if (!bool || !args.every((arg) => arg !== undefined)) return undefined;
    if (bool.boolop === 'NOT_EXPR') return args[0] && translated('bool', ['not(', ...args[0].parts, ')']);
    const operator = bool.boolop === 'AND_EXPR' ? ' and ' : ' or ';
    const parts = args.flatMap((arg, at) => (at === 0 ? arg.parts : [operator, ...arg.parts]));
    return translated('bool', ['(', ...parts, ')']);
  }

  private cast(node: Node): Translated | undefined {
    const typeCast = as(node, 'TypeCast');
    const type = namedType(typeCast?.typeName);
    if (!typeCast?.arg || !type) return undefined;
    const { constants } = this.names;
    if (isUntyped(typeCast.arg)) return constantAs(node, type, constants);
    const moment = type === 'date' ? this.names.moment(typeCast.arg) : undefined;
    if (moment !== undefined) return momentStart('day', moment, 'date');
    const value = this.translate(typeCast.arg);
    return value && cast(value, type, constants);
  }

  private choice(node: Node): Translated | undefined {
    const alternatives = as(node, 'CaseExpr');
    if (alternatives) return this.caseOf(alternatives);
    const list = as(node, 'CoalesceExpr')?.args;
    if (list) return coalesced(this.alike(list));
    const minMax = as(node, 'MinMaxExpr');
    return minMax && extreme(this.alike(minMax.args ?? []), minMax.op === 'IS_LEAST' ? 'least' : 'greatest');
  }

  private caseOf({
    arg,
    args = [],
    defresult,
  }: {
    arg?: Node;
    args?: Node[];
    defresult?: Node;
  }): Translated | undefined {
    const whens = args.map((when) => as(when, 'CaseWhen'));
    const results = this.alike([...whens.map((when) => when?.result), ...(defresult ? [defresult] : [])]);
    if (!results) return undefined;
    const value = arg && this.translate(arg);
    const tests = whens.map((when) => {
      if (!arg) return this.condition(when?.expr);
      const other = this.beside(when?.expr, value);
      return value && other && comparison('=', value, other);
    });
    if (!tests.every((test) => test !== undefined)) return undefined;
    return choice(tests, results);
  }

  /** Expressions of which the typed ones tell what the bare texts and NULLs among them are; text if none is typed. */
  private alike(nodes: readonly (Node | undefined)[]): Translated[] | undefined {
    const typed = nodes.find((node) => node && !isUntyped(node));
    const type = typed ? this.translate(typed)?.type : 'text';
    if (type === undefined) return undefined;
    const values = nodes.map((node) =>
      node && isUntyped(node) ? constantAs(node, type, this.names.constants) : this.translate(node),
    );
    return values.every((value) => value !== undefined) ? values : undefined;
  }

  // --- functions ----------------------------------------------------------------------------------------------------

  private function(node: Node): Translated | undefined {
    const today = as(node, 'SQLValueFunction')?.op === 'SVFOP_CURRENT_DATE';
    if (today) return constantAs(node, 'date', this.names.constants);
    const asked = as(node, 'FuncCall');
    if (!asked || asked.over || asked.agg_filter || asked.agg_distinct || asked.agg_order || asked.func_variadic)
      return undefined;
    const schema = namesOf(asked.funcname).slice(0, -1);
    if (schema.length > 1 || (schema.length === 1 && schema[0] !== 'pg_catalog')) return undefined;
    return overTime(asked, this.names, (part) => this.translate(part)) ?? this.ofTable(asked);
  }

  private ofTable(asked: FuncCall): Translated | undefined {
    const name = functionName(asked);
    const args = (asked.args ?? []).map((arg) => this.text(arg));
    if (!args.every((arg) => arg !== undefined)) return undefined;
    if (name === 'concat') return joined(args);
    return args.some(({ literal: value }) => value === null) ? undefined : call(name, args, this.used);
  }
}

/** A literal of a time of day beside a point in time, which is read as that is. */
function isClockConstant(node: Node, neighbour: Translated | undefined): boolean {
  if (!neighbour || (neighbour.type !== 'moment' && neighbour.type !== 'instant')) return false;
  const cast = as(node, 'TypeCast');
  const type = namedType(cast?.typeName);
  const alike = neighbour.type === 'moment' ? type === 'timestamp' || type === 'date' : type === 'timestamptz';
  return alike && cast?.arg !== undefined && isUntyped(cast.arg);
}

/** Times that an expression names members at most: Cube looks each of them up. Postgres computes longer ones. */
const MOST_MEMBERS = 500;

function namesMany({ parts }: Translated): boolean {
  if (parts.length <= MOST_MEMBERS) return false;
  return parts.filter((part) => typeof part === 'object' && 'member' in part).length > MOST_MEMBERS;
}
