import { Refusal } from '../refusal.js';
import { isMissingText } from '../table/column-builder.js';
import { type CategoryColumn, findColumn, type Table } from '../table/table.js';

/** A value of the label and the rows that have it. */
export interface LabelValue {
  readonly value: string;
  readonly rows: number;
}

/** Who churned, who stayed, and of whom the label says neither. */
export interface Outcomes {
  /** By row: 1 churned, 0 stayed; 0 too where it is not known, so look at `rows`. */
  readonly labels: Uint8Array;
  /** Rows of which it is known, in their order. */
  readonly rows: Int32Array;
  readonly churned: readonly LabelValue[];
  readonly stayed: readonly LabelValue[];
  /** Neither: not learnt from, not judged on. */
  readonly leftOut: readonly LabelValue[];
}

export interface OutcomeNames {
  readonly label: string;
  readonly positive: string;
  /** The values of those who stayed; found when absent. */
  readonly negative?: readonly string[] | undefined;
}

/** Spellings of "nobody knows". */
const UNKNOWN =
  /^(\?+|-+|–|—|\*+|x+|unknown|unk|unclear|undefined|missing|pending|tbd|not (known|available|sure)|n\.?\s?k\.?|未知|不详|待定|不明|无)$/i;

/**
 * Reads a label of texts. Those who stayed have the values that `negative` names; without them the most frequent other value
 * and its spellings. What is neither is left out and counted, never taken for "stayed". Rows without any label are refused,
 * unless `mayLack`.
 */
export function readOutcomes(table: Table, names: OutcomeNames, mayLack = false): Outcomes {
  const column = findColumn(table, names.label);
  if (column.kind !== 'category') throw new RangeError('labels are read from texts');
  const counts = new Float64Array(column.levels.length);
  for (let row = 0; row < column.codes.length; row++) {
    const code = column.codes[row] as number;
    const isBlank = code < 0 || (column.levels[code] as string).trim() === '';
    if (isBlank && !mayLack)
      throw new Refusal(
        `Row ${row + 1} has no value of the label "${names.label}".`,
        'Leave such rows out, or give them a value.',
      );
    if (!isBlank) counts[code] = (counts[code] as number) + 1;
  }
  const kinds = kindsOf(column, counts, names, mayLack);
  const rows = Int32Array.from(column.codes.keys()).filter((row) => {
    const kind = kinds[column.codes[row] as number];
    return kind === 'churned' || kind === 'stayed';
  });
  const valuesOf = (kind: Kind): LabelValue[] =>
    column.levels.flatMap((value, code) => {
      const count = counts[code] as number;
      return kinds[code] === kind && count > 0 ? [{ value: value.trim(), rows: count }] : [];
    });
  return {
    labels: Uint8Array.from(column.codes, (code) => (kinds[code] === 'churned' ? 1 : 0)),
    rows,
    churned: valuesOf('churned'),
    stayed: valuesOf('stayed'),
    leftOut: valuesOf('neither'),
  };
}

type Kind = 'churned' | 'stayed' | 'neither';

function kindsOf({ levels }: CategoryColumn, counts: Float64Array, names: OutcomeNames, mayLack: boolean): Kind[] {
  const isPositive = levels.map((level) => isSame(level, names.positive));
  if (!mayLack && !isPositive.includes(true)) {
    const known = levels.slice(0, 20).join(', ');
    throw new Refusal(`No row has "${names.positive}" in "${names.label}".`, `Its values are: ${known}.`);
  }
  const { negative } = names;
  if (negative !== undefined) {
    const missing = negative.find((value) => !levels.some((level) => isSame(level, value)));
    if (missing !== undefined && !mayLack) throw new Refusal(`No row has "${missing}" in "${names.label}".`);
    return levels.map((level, code) =>
      kindIn(
        isPositive[code] === true,
        negative.some((value) => isSame(level, value)),
      ),
    );
  }
  const isUnknown = levels.map((level) => isMissingText(level.trim()) || UNKNOWN.test(level.trim()));
  let most = -1;
  levels.forEach((_, code) => {
    const isOther = !isPositive[code] && !isUnknown[code];
    if (isOther && (most < 0 || (counts[code] as number) > (counts[most] as number))) most = code;
  });
  const usual = levels[most];
  return levels.map((level, code) =>
    kindIn(isPositive[code] === true, usual !== undefined && !isUnknown[code] && isSame(level, usual)),
  );
}

function kindIn(isPositive: boolean, isNegative: boolean): Kind {
  if (isPositive) return 'churned';
  return isNegative ? 'stayed' : 'neither';
}

/** Equal as text but for case, width and blanks around it, or as numbers where both are (1 and 1.0). */
function isSame(text: string, wanted: string): boolean {
  const plain = (value: string) => value.normalize('NFKC').trim().toLowerCase();
  if (plain(text) === plain(wanted)) return true;
  return wanted.trim() !== '' && text.trim() !== '' && Number(text) === Number(wanted);
}
