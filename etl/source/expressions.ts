import { TenureError } from '../../src/errors/errors.js';
import type { Warehouse } from '../../src/warehouse/warehouse.js';
import type { Source } from './read-source.js';
import { asMapping } from './spec.js';

/** Functions that a mapping may use: they look at nothing but their arguments, and cannot read files, tables or clocks. */
const ALLOWED_FUNCTIONS = new Set(
  `abs accurateCastOrNull addDays addMonths addYears and arrayElement assumeNotNull CAST ceil coalesce concat concatWithSeparator
  dateDiff divide empty endsWith equals extract floor formatDateTime greater greaterOrEquals greatest if ifNull in
  intDiv isNotNull isNull JSONExtractString least left length lengthUTF8 less lessOrEquals like lower lowerUTF8 lpad match
  minus modulo multiIf multiply negate not notEmpty notEquals notIn notLike nullIf or parseDateTimeOrNull plus position
  replaceAll replaceOne replaceRegexpAll replaceRegexpOne right round rpad splitByChar startsWith substring substringUTF8
  subtractDays subtractMonths subtractYears toDate toDateOrNull toDateTime toDecimal64 toDecimal64OrNull toFloat64 toFloat64OrNull
  toFloat64OrZero toInt32 toInt32OrNull toInt32OrZero toInt64 toInt64OrNull toInt64OrZero toIntervalDay toIntervalMonth
  toIntervalYear toLastDayOfMonth toMonth toStartOfMonth toString toUInt16 toUInt16OrZero toUInt32 toUInt32OrNull
  toUInt32OrZero toYear transform trimBoth trimLeft trimRight upper upperUTF8`.split(/\s+/),
);

const FRAME = [
  'SelectWithUnionQuery (children 1)',
  'ExpressionList (children 1)',
  'SelectQuery (children 2)',
  'ExpressionList (children 1)',
];
const END = [
  'TablesInSelectQuery (children 1)',
  'TablesInSelectQueryElement (children 1)',
  'TableExpression (children 1)',
  'TableIdentifier system.one',
];

/**
 * Refuses every mapping that is not one expression over the source's columns and the allowed functions. The engine's own
 * parser says what an expression holds, so that there is no second grammar to fool.
 */
export async function checkExpressions(source: Source, warehouse: Warehouse): Promise<void> {
  const { spec } = source;
  const columns = new Set([...spec.columns, ...(spec.as_of ? ['as_of'] : [])]);
  for (const [index, load] of spec.loads.entries()) {
    const check = async (at: readonly (string | number)[], expression: string) => {
      const wrong = await whatIsWrong(expression, columns, warehouse);
      if (wrong) throw source.problem(['loads', index, ...at], `${expression}: ${wrong}`);
    };
    for (const part of ['map', 'attributes'] as const)
      for (const [name, mapping] of Object.entries(load[part] ?? {}))
        await check([part, name], asMapping(mapping).from);
    if (load.where) await check(['where'], load.where);
  }
}

async function whatIsWrong(
  expression: string,
  columns: ReadonlySet<string>,
  warehouse: Warehouse,
): Promise<string | null> {
  if (expression.includes('{')) return 'braces are not allowed';
  let tree: string[];
  try {
    const { rows } = await warehouse.query(
      { text: `SELECT explain FROM (EXPLAIN AST SELECT (\n${expression}\n))` },
      { lane: 'batch' },
    );
    tree = rows.map(([line]) => String(line).trim());
  } catch (error) {
    return `not an expression (${error instanceof TenureError ? error.message.split('\n')[0] : String(error)})`;
  }
  // The engine puts an expression without a FROM over system.one.
  if (
    FRAME.some((line, index) => tree[index] !== line) ||
    END.some((line, index) => tree.at(index - END.length) !== line)
  )
    return 'it must be one expression';
  for (const line of tree.slice(FRAME.length, -END.length)) {
    const [kind, name = ''] = line.split(' ');
    if (kind === 'ExpressionList' || kind === 'Literal') continue;
    if (kind === 'Function' && ALLOWED_FUNCTIONS.has(name)) continue;
    if (kind === 'Function') return `the function ${name} is not allowed in a mapping`;
    if (kind === 'Identifier') {
      const column = line.slice('Identifier '.length);
      if (columns.has(column)) continue;
      return `${column} is not a column of this source. It has ${[...columns].join(', ')}`;
    }
    return `${line.slice(0, 60)} is not allowed in a mapping`;
  }
  return null;
}
