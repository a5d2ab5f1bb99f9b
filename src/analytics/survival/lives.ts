import { Refusal } from '../refusal.js';
import { cellText, findColumn, type Table } from '../table/table.js';

const ENDED = new Set(['1', 'true', 'yes', 'y', 't']);
const WATCHED = new Set(['0', 'false', 'no', 'n', 'f']);

/** Whether each row's life ended: 1/0, true/false, yes/no, or the one value given. Missing and other values are refused. */
export function readEvents(table: Table, name: string, endedValue?: string): boolean[] {
  const column = findColumn(table, name);
  const ended = Array.from({ length: table.rowCount }, (_, row) => {
    const text = cellText(column, row);
    if (text === null)
      throw new Refusal(`Row ${row + 1} has no value of "${name}": whether that life ended is unknown.`);
    if (endedValue !== undefined) return text === endedValue;
    if (ENDED.has(text.toLowerCase())) return true;
    if (WATCHED.has(text.toLowerCase())) return false;
    throw new Refusal(
      `"${name}" holds "${text}", which does not say whether a life ended.`,
      'Name the value that does.',
    );
  });
  if (endedValue !== undefined && !ended.includes(true)) {
    throw new Refusal(`No row has "${endedValue}" in "${name}".`);
  }
  return ended;
}

/** The groups of a column, sorted by name; rows without a value form the group "(none)". At most 200 groups. */
export function readGroups(table: Table, name: string): { names: string[]; groupOf: Int32Array } {
  const column = findColumn(table, name);
  const texts = Array.from({ length: table.rowCount }, (_, row) => cellText(column, row) ?? '(none)');
  const isNumeric = column.kind === 'number';
  const names = [...new Set(texts)].sort((a, b) => (isNumeric ? Number(a) - Number(b) : a < b ? -1 : 1));
  if (names.length > 200) throw new Refusal(`"${name}" has ${names.length} groups; at most 200 can be compared.`);
  const index = new Map(names.map((text, i) => [text, i]));
  return { names, groupOf: Int32Array.from(texts, (text) => index.get(text) as number) };
}

const NO_CAUSE = new Set(['0', 'censored', 'none', 'no', 'false']);

/**
 * Why each row's life ended: 0 for one only seen that far, else the number of its cause, 1 …, by sorted name. Without
 * `ended`, a blank cause, 0, `censored`, `none`, `no` and `false` mean that it was only seen that far.
 */
export function readCauses(
  table: Table,
  name: string,
  ended: readonly boolean[] | null,
): { names: string[]; causes: Int32Array } {
  const column = findColumn(table, name);
  const texts = Array.from({ length: table.rowCount }, (_, row) => {
    const text = cellText(column, row);
    if (ended) return ended[row] ? (text ?? '(unknown)') : null;
    return text === null || NO_CAUSE.has(text.toLowerCase()) ? null : text;
  });
  const isNumeric = column.kind === 'number';
  const names = [...new Set(texts.filter((text): text is string => text !== null))].sort((a, b) =>
    isNumeric ? Number(a) - Number(b) : a < b ? -1 : 1,
  );
  if (names.length === 0) throw new Refusal(`"${name}" names no cause for which a life ended.`);
  if (names.length > 20) throw new Refusal(`"${name}" has ${names.length} causes; at most 20 can be told apart.`);
  const index = new Map(names.map((text, i) => [text, i + 1]));
  return { names, causes: Int32Array.from(texts, (text) => (text === null ? 0 : (index.get(text) as number))) };
}
