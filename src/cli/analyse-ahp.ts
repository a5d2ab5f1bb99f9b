import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { parse as parseYaml, YAMLParseError } from 'yaml';
import { z } from 'zod';
import { type AhpResult, consistentAhp, MOST_INCONSISTENT } from '../analytics/value/ahp.js';
import { type IndicatorNode, type TreeWeights, treeWeights } from '../analytics/value/indicator-tree.js';
import { judgementMatrix } from '../analytics/value/judgements.js';
import { refusing, renderTable } from '../commands/csv-table.js';
import { TenureError } from '../errors/errors.js';
import { nameList } from './analyse-options.js';

const treeSchema: z.ZodType<IndicatorNode> = z.strictObject({
  name: z.string().min(1),
  matrix: judgementMatrix.optional(),
  lessIsMore: z.boolean().optional(),
  get children() {
    return z.array(treeSchema).optional();
  },
});

interface Options {
  readonly matrix?: string;
  readonly file?: string;
  readonly names?: string[];
  readonly json?: boolean;
}

/** `tenure analyse ahp`: weights from pairwise comparisons. */
export function analyseAhp(command: Command): void {
  command
    .command('ahp')
    .description("weights from pairwise comparisons (Saaty's analytic hierarchy process)")
    .option(
      '--matrix <rows>',
      "comparisons, as in '[[1,4,3],[1/4,1,1/2],[1/3,2,1]]'; null where the other half says it",
    )
    .option(
      '--file <file>',
      'a JSON or YAML file with such a matrix, or with a tree: {name, matrix, children: [{name, …}]}',
    )
    .option('--names <a,b,c>', 'what is compared, in the order of the matrix', nameList)
    .option('--json', 'print JSON')
    .action(async (options: Options) => {
      const input = await readInput(options);
      const output = await refusing(() => {
        if (input.kind === 'tree') {
          const weights = treeWeights(input.tree);
          return options.json ? JSON.stringify(weights, null, 2) : treeForPeople(weights);
        }
        const result = consistentAhp(input.matrix, options.names);
        return options.json
          ? JSON.stringify({ ...result, names: options.names }, null, 2)
          : forPeople(result, options.names);
      });
      console.log(output);
    });
}

type Input = { kind: 'matrix'; matrix: (number | null)[][] } | { kind: 'tree'; tree: IndicatorNode };

async function readInput({ matrix, file, names }: Options): Promise<Input> {
  if ((matrix === undefined) === (file === undefined))
    throw new TenureError('BAD_REQUEST', 'Give the comparisons either as --matrix or in a --file.');
  const text = matrix ?? (await readText(file as string));
  const source = matrix === undefined ? (file as string) : '--matrix';
  const value = parseText(text, source);
  if (!Array.isArray(value)) {
    if (matrix !== undefined)
      throw new TenureError('BAD_REQUEST', `--matrix: expected a list of rows, as in '[[1,3],[1/3,1]]'.`);
    return { kind: 'tree', tree: checked(treeSchema, value, source) };
  }
  const rows = checked(judgementMatrix, value, source);
  if (names && names.length !== rows.length)
    throw new TenureError('BAD_REQUEST', `--names has ${names.length} names, the matrix ${rows.length} rows.`);
  return { kind: 'matrix', matrix: rows };
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw new TenureError(
      'SOURCE',
      `Cannot read ${file}: ${(cause as NodeJS.ErrnoException).code === 'ENOENT' ? 'there is no such file' : String(cause)}.`,
      { cause },
    );
  }
}

/** YAML holds JSON, and reads 1/4 as the text "1/4". */
function parseText(text: string, source: string): unknown {
  try {
    return parseYaml(text);
  } catch (cause) {
    const reason = cause instanceof YAMLParseError ? cause.message : String(cause);
    throw new TenureError('BAD_REQUEST', `${source}: ${reason}`, { cause });
  }
}

function checked<T>(schema: z.ZodType<T>, value: unknown, source: string): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const where = issue?.path.length ? ` (at ${issue.path.join('.')})` : '';
  throw new TenureError('BAD_REQUEST', `${source}: ${issue?.message ?? 'not understood'}${where}.`);
}

function forPeople(result: AhpResult, names: readonly string[] | undefined): string {
  const rows = result.weights.map((weight, i) => [names?.[i] ?? String(i + 1), weight.toFixed(4)]);
  return [
    renderTable(['compared', 'weight'], rows),
    `λmax ${result.lambdaMax.toFixed(4)}   consistency ratio ${result.consistencyRatio.toFixed(4)} (usable up to ${MOST_INCONSISTENT.toFixed(2)})`,
  ].join('\n\n');
}

function treeForPeople({ weights, consistency }: TreeWeights): string {
  return [
    renderTable(
      ['indicator', 'weight', ''],
      weights.map(({ path, weight, lessIsMore }) => [
        path.slice(1).join(' › ') || path.join(),
        weight.toFixed(4),
        lessIsMore ? 'less is more' : '',
      ]),
    ),
    renderTable(
      ['comparison of', 'λmax', 'consistency ratio'],
      consistency.map(({ name, lambdaMax, consistencyRatio }) => [
        name,
        lambdaMax.toFixed(4),
        consistencyRatio.toFixed(4),
      ]),
    ),
  ].join('\n\n');
}
