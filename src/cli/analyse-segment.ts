import { writeFile } from 'node:fs/promises';
import { type Command, InvalidArgumentError } from 'commander';
import { type Segmentation, segment } from '../analytics/segment/segment.js';
import { findNumbers } from '../analytics/table/table.js';
import { readCsv, refusing, renderTable } from '../commands/csv-table.js';
import { nameList, percent, shown, wholeBetween } from './analyse-options.js';

interface Options {
  readonly csv: string;
  readonly columns: string[];
  readonly k: number | 'auto';
  readonly seed: number;
  readonly out?: string;
  readonly json?: boolean;
}

/** `tenure analyse segment`: groups of like rows in any table. */
export function analyseSegment(command: Command): void {
  command
    .command('segment')
    .description('group the rows of a CSV file that are alike: k-means seeded by a genetic algorithm, on z-scores')
    .requiredOption('--csv <file>', 'the table, with a header line')
    .requiredOption('--columns <a,b,c>', 'numeric columns to compare rows by; a blank counts as 0', nameList)
    .option('--k <k>', 'how many segments; auto chooses 2 to 10 by silhouette and bootstrap stability', readK, 'auto')
    .option('--seed <n>', 'the same seed gives the same segments', wholeBetween(-(2 ** 31), 2 ** 31 - 1), 1)
    .option('--out <file>', 'also write the segment of each row to this CSV file (row, segment, name)')
    .option('--json', 'print JSON')
    .action(async (options: Options) => {
      const table = await readCsv(options.csv);
      const blanks: Record<string, number> = {};
      const found = await refusing(() => {
        const columns = options.columns.map((name) => {
          const values = findNumbers(table, name).map((value) => (Number.isNaN(value) ? 0 : value));
          const missing = findNumbers(table, name).reduce((count, value) => count + (Number.isNaN(value) ? 1 : 0), 0);
          if (missing > 0) blanks[name] = missing;
          return values;
        });
        return segment(options.columns, columns, options);
      });
      if (options.out !== undefined) await writeFile(options.out, assignments(found));
      console.log(
        options.json ? JSON.stringify(report(found, options, blanks), null, 2) : forPeople(found, options, blanks),
      );
    });
}

function readK(text: string): number | 'auto' {
  if (text === 'auto') return 'auto';
  try {
    return wholeBetween(1, 1000)(text);
  } catch {
    throw new InvalidArgumentError('expected a whole number from 1 to 1000, or auto.');
  }
}

function report(found: Segmentation, { columns, seed }: Options, blanksTakenAsZero: Record<string, number>) {
  return {
    k: found.k,
    rows: found.rows,
    columns,
    seed,
    inertia: found.inertia,
    sizes: found.sizes,
    silhouette: found.silhouette,
    silhouetteRows: found.silhouetteRows,
    stability: found.stability,
    profile: found.profile.map(({ segment: number, name, size, share, columns: described }) => ({
      segment: number,
      name,
      size,
      share,
      means: Object.fromEntries(described.map(({ column, mean }) => [column, mean])),
      zScores: Object.fromEntries(described.map(({ column, z }) => [column, z])),
    })),
    scales: Object.fromEntries(columns.map((column, d) => [column, found.scales[d]])),
    blanksTakenAsZero,
    candidates: found.candidates,
  };
}

function forPeople(found: Segmentation, { columns, k }: Options, blanks: Record<string, number>): string {
  const rows = found.profile.map((one) => [
    one.segment,
    one.size,
    percent(one.share),
    ...one.columns.map(({ mean, z }) => `${shown(mean)} (${z >= 0 ? '+' : ''}${z.toFixed(2)})`),
    one.name,
  ]);
  const parts = [
    `${found.rows} rows in ${found.k} segments; means, and z-scores in brackets`,
    renderTable(['segment', 'rows', 'share', ...columns, 'name'], rows),
    `inertia ${shown(found.inertia, 8)}   silhouette ${shown(found.silhouette, 4)}   stability ${shown(found.stability, 4)}`,
  ];
  if (found.silhouetteRows < found.rows) parts.push(`(silhouette over a sample of ${found.silhouetteRows} rows)`);
  if (k === 'auto')
    parts.push(
      renderTable(
        ['k', 'inertia', 'silhouette', 'stability', ''],
        found.candidates.map((one) => [
          one.k,
          one.inertia.toFixed(1),
          one.silhouette.toFixed(3),
          one.stability.toFixed(3),
          one.k === found.k ? 'chosen' : '',
        ]),
      ),
    );
  for (const [name, count] of Object.entries(blanks)) parts.push(`${count} blank values of ${name} were taken as 0.`);
  return parts.join('\n\n');
}

function assignments({ labels, profile }: Segmentation): string {
  const lines = Array.from(
    labels,
    (label, row) => `${row + 1},${label + 1},"${profile[label]?.name.replaceAll('"', '""') ?? ''}"`,
  );
  return `row,segment,name\n${lines.join('\n')}\n`;
}
