import { isPlain } from '../../insight/forecast/series.js';
import type { CatalogDimension, CatalogMeasure, CatalogView, Titled } from '../../semantic/contract/catalog.js';

/** Months ahead that the relations hold: a condition on `month` shows fewer. */
export const MONTHS_AHEAD = 24;
/** The level of `_low` and `_high`, and that of `_low_80` and `_high_80`. */
export const LEVELS = [0.8, 0.95] as const;
export const MONTH = 'month';
export const IS_FORECAST = 'is_forecast';

/** What a column of a measure holds. */
export const FIGURES = ['', '_forecast', '_low', '_high', '_low_80', '_high_80'] as const;
export type Figure = (typeof FIGURES)[number];

export interface FigureColumn {
  readonly name: string;
  readonly measure: CatalogMeasure;
  readonly figure: Figure;
  /** A sum of it over rows says something: the measure adds up, and it is no interval. */
  readonly adds: boolean;
}

/** `churn_forecast` of the view churn: its months known and ahead, by whichever of its dimensions a statement names. */
export interface ForecastRelation {
  readonly name: string;
  readonly view: CatalogView;
  readonly dimensions: readonly CatalogDimension[];
  readonly measures: readonly CatalogMeasure[];
  readonly columns: ReadonlyMap<string, FigureColumn>;
}

/** The relations of the views that have months and plain measures. A view of the model keeps its name. */
export function forecastRelations(views: readonly CatalogView[]): readonly ForecastRelation[] {
  const taken = new Set(views.map(({ name }) => name));
  return views.flatMap((view) => {
    const relation = relationOf(view);
    return relation && !taken.has(relation.name) ? [relation] : [];
  });
}

function relationOf(view: CatalogView): ForecastRelation | undefined {
  const time = view.dimensions.find(({ name }) => name === view.timeDimension);
  if (!time || time.masked || time.grain === null || time.grain === 'second') return undefined;
  const dimensions = view.dimensions.filter(
    ({ name, grain, masked, entity, primaryKey, sorts }) =>
      grain === null && !masked && !primaryKey && entity === undefined && sorts === undefined && !OWN.has(name),
  );
  const measures = view.measures.filter(isPlain);
  const columns = new Map<string, FigureColumn>();
  const names = new Set([...OWN, ...dimensions.map(({ name }) => name), ...measures.map(({ name }) => name)]);
  for (const measure of measures)
    for (const figure of FIGURES) {
      const name = measure.name + figure;
      if (figure !== '' && names.has(name)) continue;
      const adds = (figure === '' || figure === '_forecast') && measure.additivity === 'additive';
      columns.set(name, { name, measure, figure, adds });
    }
  return measures.length === 0 ? undefined : { name: `${view.name}_forecast`, view, dimensions, measures, columns };
}

const OWN: ReadonlySet<string> = new Set([MONTH, IS_FORECAST]);

const WORDS: Readonly<Record<Figure, string>> = {
  '': 'what is known; null in months ahead',
  _forecast: 'the forecast; null in months that are known',
  _low: 'lower end of the 95% interval',
  _high: 'upper end of the 95% interval',
  _low_80: 'lower end of the 80% interval',
  _high_80: 'upper end of the 80% interval',
};

/** Names, types and comments of the columns, in their order. */
export function describedColumns({ dimensions, columns }: ForecastRelation) {
  const comment = ({ title, description }: Titled, note = '') =>
    [`${title.en}${note === '' ? '' : `: ${note}`}.`, description.en].filter((part) => part !== '').join(' ');
  return [
    ...dimensions.map((dimension) => ({ name: dimension.name, type: dimension.type, comment: comment(dimension) })),
    { name: MONTH, type: 'date' as const, comment: 'First day of the month.' },
    { name: IS_FORECAST, type: 'boolean' as const, comment: 'True for the months ahead.' },
    ...[...columns.values()].map(({ name, measure, figure }) => ({
      name,
      type: 'float' as const,
      comment: comment(measure, WORDS[figure]),
    })),
  ];
}
