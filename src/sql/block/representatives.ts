import { TenureError } from '../../errors/errors.js';
import type { Cell } from '../../semantic/contract/answer.js';
import type { CatalogDimension } from '../../semantic/contract/catalog.js';
import type { BoundType, Expression, ExpressionPart } from '../../semantic/contract/expression.js';
import type { Granularity } from '../../semantic/contract/query.js';
import { notSupported } from '../query/sql-error.js';

/** Values of a dimension that an expression of the engine can list. */
export const MAX_MAPPED = 10_000;

const BOUND: Partial<Record<CatalogDimension['type'], BoundType>> = {
  string: 'String',
  integer: 'Int64',
  decimal: 'Decimal',
  float: 'Float64',
  date: 'Date',
  // By the engine's own text, which is what the values came as.
  timestamp: 'String',
};

/**
 * A dimension's values, each replaced by one that stands for its group: the engine groups by the number of the
 * representative, and what Postgres computes from the representative is the same for the whole group.
 */
export interface Representatives {
  readonly expression: Expression;
  /** The representative for a number that the engine gave. */
  of(number: Cell): Cell;
}

/** `groups[i]` is equal for values that the statement's keys do not tell apart. */
export function representatives(
  dimension: CatalogDimension,
  values: readonly Cell[],
  groups: readonly string[],
  granularity: Granularity | undefined,
): Representatives {
  const type = BOUND[dimension.type];
  if (!type || values.length > MAX_MAPPED)
    throw notSupported(
      `the values of ${dimension.name} are too many to be grouped by this expression`,
      `Group by ${dimension.name} itself, or filter it to fewer than ${MAX_MAPPED} values.`,
    );
  const numbers = new Map<string, number>();
  const cells: Cell[] = [];
  const numberOf = (group: string, value: Cell) => {
    const known = numbers.get(group);
    if (known !== undefined) return known;
    numbers.set(group, cells.length);
    return cells.push(value) - 1;
  };
  const listed: ExpressionPart[] = [];
  const targets: number[] = [];
  let ofNull = UNSEEN;
  values.forEach((value, at) => {
    const number = numberOf(groups[at] ?? '', value);
    if (value === null) {
      ofNull = number;
      return;
    }
    if (listed.length > 0) listed.push(', ');
    listed.push({ value: typeof value === 'object' ? String(value) : asWritten(dimension, value), type });
    targets.push(number);
  });
  const asked = { member: dimension.name, ...(granularity ? { granularity } : {}) };
  const member = dimension.type === 'timestamp' ? textOf(asked) : [asked];
  const parts: ExpressionPart[] =
    targets.length === 0
      ? ['if(isNull(', ...member, `), ${ofNull}, ${UNSEEN})`]
      : [
          'if(isNull(',
          ...member,
          `), ${ofNull}, transform(assumeNotNull(`,
          ...member,
          '), [',
          ...listed,
          `], [${targets.join(', ')}], ${UNSEEN}))`,
        ];
  return {
    expression: { parts },
    of(number) {
      const cell = cells[Number(number)];
      if (Number(number) === UNSEEN || cell === undefined)
        throw new TenureError('OVERLOADED', 'The data changed while the question was being asked. Ask again.');
      return cell;
    },
  };
}

const UNSEEN = -1;

/** A point in time as an answer has it, but for the T. */
function textOf(member: ExpressionPart): ExpressionPart[] {
  const text = (value: string): ExpressionPart => ({ value, type: 'String' });
  return ['replaceRegexpOne(toString(', member, '), ', text('[.]0+$'), ', ', text(''), ')'];
}

function asWritten({ type }: CatalogDimension, value: Exclude<Cell, object | null>): Exclude<Cell, object | null> {
  return type === 'timestamp' ? String(value).replace('T', ' ') : value;
}
