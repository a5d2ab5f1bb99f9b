import { TenureError } from '../../errors/errors.js';
import type { ForecastAnswer, ForecastPoint } from '../../insight/forecast/question.js';
import type { Cell } from '../../semantic/contract/answer.js';
import type { RowColumn } from '../block/part.js';
import { MAX_BLOCK_ROWS, tooManyRows } from '../block/row-layout.js';
import { arrayOf, int4Array } from '../block/values.js';
import type { BoundValue, RunContext } from '../query/run-context.js';
import type { RunnableBlock } from '../query/template.js';
import {
  type Figure,
  type FigureColumn,
  type ForecastRelation,
  IS_FORECAST,
  LEVELS,
  MONTH,
  MONTHS_AHEAD,
} from './relation.js';

/** Asks a forecast as the session's principal. */
export type AskForecast = (
  question: { view: string; measure: string; by: readonly string[]; months: number; levels: readonly number[] },
  signal: AbortSignal,
) => Promise<ForecastAnswer>;

const TRIES = 3;

/** The rows of a forecast relation by the dimensions that a statement names: one forecast for each measure that it names. */
export class ForecastRows implements RunnableBlock {
  readonly columns: readonly RowColumn[];

  constructor(
    private readonly relation: ForecastRelation,
    private readonly by: readonly string[],
    private readonly figures: readonly FigureColumn[],
    private readonly ask: AskForecast,
  ) {
    const types = new Map(relation.dimensions.map(({ name, type }) => [name, type]));
    this.columns = [
      ...by.map((name) => ({ name, type: types.get(name) ?? ('string' as const) })),
      { name: MONTH, type: 'date' },
      { name: IS_FORECAST, type: 'boolean' },
      ...figures.map(({ name }) => ({ name, type: 'float' as const })),
    ];
  }

  get parameters(): number {
    return this.columns.length + 1;
  }

  async run({ signal }: RunContext): Promise<readonly BoundValue[]> {
    const rows = new Map<string, Cell[]>();
    const offset = this.by.length + 2;
    for (const [measure, answer] of await this.answers(signal))
      for (const { path, points, notes } of answer.cells) {
        if (path.length !== this.by.length) continue;
        for (const point of points) {
          // Rows have no place to say that it is no more than a mean of three months at most.
          if (point.isForecast && notes.includes('too-short')) continue;
          const key = JSON.stringify([path, point.month]);
          const row = rows.get(key) ?? [...path, point.month, point.isForecast, ...this.figures.map(() => null)];
          rows.set(key, row);
          for (const [at, { measure: of, figure }] of this.figures.entries())
            if (of.name === measure) row[offset + at] = figureOf(point, figure);
        }
      }
    if (rows.size > MAX_BLOCK_ROWS) throw tooManyRows();
    const all = [...rows.values()];
    const cells = this.columns.map(({ type }, at) =>
      arrayOf(
        type,
        all.map((row) => row[at] ?? null),
      ),
    );
    return [...cells, int4Array(all.map(() => 0))];
  }

  /** By measure, all of one snapshot. A statement that names none still has the months and members of one. */
  private async answers(signal: AbortSignal): Promise<ReadonlyMap<string, ForecastAnswer>> {
    const named = [...new Set(this.figures.map(({ measure }) => measure.name))];
    const measures = named.length > 0 ? named : this.relation.measures.slice(0, 1).map(({ name }) => name);
    for (let attempt = 0; attempt < TRIES; attempt++) {
      const answers = new Map<string, ForecastAnswer>();
      for (const measure of measures) {
        const { view } = this.relation;
        const question = { view: view.name, measure, by: this.by, months: MONTHS_AHEAD, levels: LEVELS };
        answers.set(measure, await this.ask(question, signal));
      }
      const snapshots = [...answers.values()].flatMap(({ receipts }) => receipts.map(({ snapshot }) => snapshot));
      if (new Set(snapshots).size <= 1) return answers;
    }
    throw new TenureError('OVERLOADED', 'New data is being published just now. Ask again in a moment.');
  }
}

function figureOf({ isForecast, value, intervals }: ForecastPoint, figure: Figure): Cell {
  if (figure === '') return isForecast ? null : value;
  if (figure === '_forecast') return isForecast ? value : null;
  const interval = intervals.find(({ level }) => level === (figure.endsWith('_80') ? 0.8 : 0.95));
  return (figure.startsWith('_low') ? interval?.low : interval?.high) ?? null;
}
