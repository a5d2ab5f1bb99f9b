import { TenureError } from '../errors/errors.js';
import type { AnswerColumn } from '../semantic/contract/answer.js';
import type { CatalogView } from '../semantic/contract/catalog.js';
import type { CalculatedMember } from './document.js';
import { parseExpression } from './expression.js';

/** A calculated member's expression; refused when it names something that is no measure of its view. */
export function checkedExpression(member: CalculatedMember, view: CatalogView) {
  const { expression, members } = parseExpression(member.expression);
  const measures = view.measures.map(({ name }) => name);
  const unknown = members.find((name) => !measures.includes(name));
  if (unknown !== undefined)
    throw new TenureError('UNKNOWN_MEMBER', `${member.name}: ${view.name} has no measure ${unknown} for you.`);
  return expression;
}

/** Columns of an answer with the titles, units and formats that the report gives its calculated members. */
export function calculatedColumns(
  columns: readonly AnswerColumn[],
  view: string,
  calculated: readonly CalculatedMember[],
): AnswerColumn[] {
  return columns.map((column) => {
    const member = calculated.find((one) => one.view === view && one.name === column.name);
    if (!member || column.role !== 'measure') return column;
    const unit = member.unit ?? (member.format === 'currency' ? 'currency' : undefined);
    return {
      ...column,
      title: member.title,
      ...(unit === undefined ? {} : { unit }),
      ...(member.format === undefined ? {} : { format: member.format }),
    };
  });
}
