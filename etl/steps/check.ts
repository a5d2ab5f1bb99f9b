import { identifier, join, sql } from '../../src/warehouse/sql.js';
import type { Warehouse } from '../../src/warehouse/warehouse.js';
import type { CheckResult } from '../request.js';
import type { Target } from '../targets.js';
import { REASONS } from './column-sql.js';
import { type Conflicts, findConflicts, refuseConflicts } from './conflicts.js';
import { columnsOf } from './merge-portion.js';
import type { PreparedSource } from './prepare.js';
import { problemColumns, type Staged } from './stage.js';

const SAMPLE_ROWS = 5;

/** What a load of the staged rows would do. Personal columns are left out of the sample. */
export async function checkStaged(
  warehouse: Warehouse,
  prepared: readonly PreparedSource[],
  staged: readonly Staged[],
  files: {
    readonly names: ReadonlyMap<string, string>;
    readonly superseded: readonly string[];
    readonly alarms: readonly string[];
  },
): Promise<CheckResult> {
  const subjects: CheckResult['subjects'][number][] = [];
  const seen = new Set<Target>();
  for (const one of staged) {
    const { target, table } = one;
    const columnNames = problemColumns(one);
    const personal = target.columns.filter((column) => column.personal).map((column) => column.name);
    const columns = columnsOf(target).filter(
      (name) => !personal.includes(name) && name !== 'customer_key' && !name.endsWith('_state'),
    );
    const count = await warehouse.query(sql`SELECT count(), countIf(_bad) FROM ${table}`, { lane: 'batch' });
    const sample = await warehouse.query(
      sql`SELECT ${join(columns.map((name) => identifier(name)))} FROM ${table} WHERE NOT _bad ORDER BY file_id, _line LIMIT ${SAMPLE_ROWS}`,
      { lane: 'batch' },
    );
    const problems = await warehouse.query(
      sql`SELECT place, _reasons[place] AS reason, count() FROM ${table}
          ARRAY JOIN arrayFilter(i -> _reasons[i] != 0, arrayEnumerate(_reasons)) AS place GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2`,
      { lane: 'batch' },
    );
    const spec = prepared.find((source) => source.source.spec.loads.includes(one.load))?.source.spec;
    const conflicts =
      spec && !seen.has(target) ? await findConflicts(target, staged, { warehouse, ...files }) : undefined;
    seen.add(target);
    if (spec && conflicts) refuseConflicts(target, spec, conflicts);
    subjects.push({
      subject: target.name,
      rows: Number(count.rows[0]?.[0]),
      bad: Number(count.rows[0]?.[1]),
      columns,
      sample: sample.rows,
      problems: [
        ...problems.rows.map(([place, reason, rows]) => ({
          column: columnNames[Number(place) - 1]?.name ?? '',
          reason: REASONS[Number(reason)] ?? '',
          rows: Number(rows),
        })),
        ...(conflicts ? problemsOf(conflicts) : []),
      ],
      repeated: conflicts?.repeated ?? 0,
    });
  }
  return {
    files: prepared.flatMap((one) => one.files.map((file) => file.path)),
    extraColumns: [...new Set(prepared.flatMap((one) => one.extraColumns))],
    subjects,
    alarms: files.alarms,
  };
}

function problemsOf({ among, withLoaded, examples }: Conflicts): CheckResult['subjects'][number]['problems'] {
  return [
    ...(among > 0 ? [{ column: '', reason: 'key of another row, other content', rows: among, examples }] : []),
    ...(withLoaded > 0
      ? [{ column: '', reason: 'key of a row that is loaded, other content', rows: withLoaded, examples }]
      : []),
  ];
}
