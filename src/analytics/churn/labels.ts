import { Refusal } from '../refusal.js';
import { cellText, findColumn, type Table } from '../table/table.js';

/** 1 where the label column has the positive value, 0 elsewhere. Missing labels and absent values are refused. */
export function readLabels(table: Table, name: string, positive: string): Uint8Array {
  const column = findColumn(table, name);
  const labels = new Uint8Array(table.rowCount);
  const seen = new Set<string>();
  let found = false;
  for (let row = 0; row < table.rowCount; row++) {
    const text = cellText(column, row);
    if (text === null) throw new Refusal(`Row ${row + 1} has no value of the label "${name}".`);
    if (seen.size < 20) seen.add(text);
    if (isSame(text, positive)) {
      labels[row] = 1;
      found = true;
    }
  }
  if (!found) {
    throw new Refusal(`No row has "${positive}" in "${name}".`, `Its values are: ${[...seen].join(', ')}.`);
  }
  return labels;
}

/** Equal as text, or as numbers where both are (1 and 1.0). */
function isSame(text: string, wanted: string): boolean {
  if (text === wanted.trim()) return true;
  return wanted.trim() !== '' && Number(text) === Number(wanted);
}
