import { Refusal } from '../refusal.js';
import { readEvents } from '../survival/lives.js';
import { cellText, findColumn, selectRows, type Table, withoutColumns } from '../table/table.js';
import type { Trial } from './r-learner.js';

export interface TrialColumns {
  readonly treatment: string;
  readonly treated: string;
  readonly control: string;
  readonly outcome: string;
  /** Columns that are no inputs: identifiers, and whatever was known only after the split. */
  readonly exclude: readonly string[];
}

/** The rows of two arms of a table. Rows of other arms are left out; the propensity is the share treated. */
export function readTrial(table: Table, { treatment, treated, control, outcome, exclude }: TrialColumns): Trial {
  if (treated === control) throw new Refusal('The treated and the control arm are one and the same.');
  const column = findColumn(table, treatment);
  const arms = Array.from({ length: table.rowCount }, (_, row) => cellText(column, row));
  const rows = arms.flatMap((arm, row) => (arm === treated || arm === control ? [row] : []));
  for (const arm of [treated, control])
    if (!arms.includes(arm)) {
      const known = [...new Set(arms)].slice(0, 8).join(', ');
      throw new Refusal(`No row of "${treatment}" says "${arm}".`, `It says: ${known}.`);
    }
  const kept = selectRows(table, rows);
  const inputs = withoutColumns(kept, [...new Set([treatment, outcome, ...exclude])]);
  if (inputs.columns.length === 0) throw new Refusal('No column is left that a formula could use.');
  const isTreated = Uint8Array.from(rows, (row) => (arms[row] === treated ? 1 : 0));
  const share = isTreated.reduce((sum, one) => sum + one, 0) / rows.length;
  return { inputs, treated: isTreated, outcome: outcomeOf(kept, outcome), propensity: share };
}

/** Numbers as they are; yes and no, true and false as 1 and 0. */
function outcomeOf(table: Table, name: string): Float64Array {
  const column = findColumn(table, name);
  if (column.kind === 'category') return Float64Array.from(readEvents(table, name), Number);
  const missing = column.values.findIndex((value) => Number.isNaN(value));
  if (missing >= 0) throw new Refusal(`A row of the trial has no value of "${name}".`);
  return column.values;
}
