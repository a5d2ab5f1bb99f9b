import type { CatalogMeasure, CatalogView, MeasureArgument } from '../../semantic/contract/catalog.js';
import type { ArgumentValue } from '../../semantic/contract/query.js';
import { as, canonical, type FuncCall, type Node } from '../query/ast.js';
import type { Values } from '../query/constant.js';
import { type Constants, isConstant } from '../query/constants.js';
import { measureCalled } from '../query/functions.js';
import { memberOf } from '../query/scope.js';
import { SqlError, wrongUse } from '../query/sql-error.js';

/** A measure as the statement asks for it. */
export interface MeasureUse {
  readonly measure: CatalogMeasure;
  readonly arguments: (values: Values) => Readonly<Record<string, ArgumentValue>>;
  /** Equal for equal uses. */
  readonly key: string;
}

/** The measure that an expression is: a column of the view, or a call such as churn_risk(3). */
export function measureUse(node: Node | undefined, view: CatalogView, constants: Constants): MeasureUse | undefined {
  const member = memberOf(node);
  if (member !== undefined) {
    const measure = view.measures.find(({ name }) => name === member);
    return measure && { measure, arguments: () => ({}), key: measure.name };
  }
  const call = as(node, 'FuncCall');
  const measure = call && measureCalled(call, view);
  if (!call || !measure) return undefined;
  return {
    measure,
    arguments: argumentsOf(call, measure, constants),
    key: canonical({ ...call, location: undefined }),
  };
}

function argumentsOf(call: FuncCall, measure: CatalogMeasure, constants: Constants): MeasureUse['arguments'] {
  const given = (call.args ?? []).map((node, at) => {
    const named = as(node, 'NamedArgExpr');
    const argument = named ? measure.arguments.find(({ name }) => name === named.name) : measure.arguments[at];
    const value = named?.arg ?? node;
    if (!argument)
      throw new SqlError('42883', `function ${measure.name} has no such argument`, { hint: spelling(measure) });
    if (!isConstant(value)) throw wrongUse(`the arguments of ${measure.name} must be constants`, spelling(measure));
    const lookup = constants.add(value, isText(argument) ? 'text' : 'number');
    return { argument, lookup };
  });
  return (values) =>
    Object.fromEntries(
      given.map(({ argument, lookup }) => {
        const { value } = lookup(values);
        if (value === null) {
          const hint = `Leave it out for its default. ${spelling(measure)}`;
          throw new SqlError('22004', `argument ${argument.name} of ${measure.name} must not be null`, { hint });
        }
        return [argument.name, isText(argument) ? value : Number(value)];
      }),
    );
}

const isText = ({ type }: MeasureArgument) => type === 'string' || type === 'value';

function spelling(measure: CatalogMeasure): string {
  const list = measure.arguments.map((argument) => `${argument.name} => ${argument.default}`).join(', ');
  return `Write ${measure.name}(${list}).`;
}
