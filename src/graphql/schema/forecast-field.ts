import { GraphQLFloat, GraphQLInt, GraphQLObjectType, GraphQLString } from 'graphql';
import { forecast } from '../../insight/forecast/forecast.js';
import { mergeReceipts } from '../../semantic/pivot/pivot-snapshot.js';
import { bool, type Field, text } from './column-info.js';
import { FilterInput, type FilterInputValue, filterOf, listOf, required } from './query-inputs.js';
import { ReceiptType } from './receipt-type.js';
import { Json } from './scalars.js';

const number = { type: required(GraphQLFloat) };
const whole = { type: required(GraphQLInt) };
const texts = { type: required(listOf(GraphQLString)) };

const Interval = new GraphQLObjectType({
  name: 'ForecastInterval',
  fields: { level: number, low: number, high: number },
});

const Point = new GraphQLObjectType({
  name: 'ForecastPoint',
  fields: {
    month: { ...text, description: 'Its first day, as 2026-03-01.' },
    isForecast: { ...bool, description: 'False for the months that are known.' },
    value: { type: GraphQLFloat, description: 'Null where a ratio has nothing below its line.' },
    intervals: { type: required(listOf(Interval)), description: 'Of forecast months, the narrowest first.' },
  },
});

const BackTest = new GraphQLObjectType({
  name: 'ForecastBackTest',
  description: 'What the same method would have said earlier, held against what came.',
  fields: {
    origins: { ...whole, description: 'Months from which it was forecast anew.' },
    months: { ...whole, description: 'Forecasts compared.' },
    smape: { ...number, description: 'Mean of 200 |a − f| / (|a| + |f|), per cent.' },
    mase: { type: GraphQLFloat, description: 'Error over that of repeating the value of a year ago.' },
    coverage: {
      type: required(
        listOf(new GraphQLObjectType({ name: 'ForecastCoverage', fields: { level: number, share: number } })),
      ),
    },
  },
});

const ForecastCellType = new GraphQLObjectType({
  name: 'ForecastCell',
  fields: {
    path: {
      type: required(Json),
      description: 'A member of each dimension, from the first on; fewer for coarser cells, none for the total.',
    },
    points: { type: required(listOf(Point)), description: 'The months known and the months ahead.' },
    backTest: { type: BackTest, description: 'Null with fewer than nine months. Of a ratio: of its own series.' },
    parameters: { type: required(Json), description: 'Everything that makes the numbers: scale, season, weights.' },
    notes: {
      ...texts,
      description:
        'season-unknown, no-season, calendar-unknown, no-back-test, below-poisson, constant, too-short: see docs/forecast.md.',
    },
  },
});

const Basis = new GraphQLObjectType({
  name: 'ForecastBasis',
  description: 'What a forecast is made of.',
  fields: {
    kind: { ...text, description: 'amount, count (never below 0) or rate (0 to 1).' },
    first: { type: GraphQLString, description: 'First month used.' },
    last: { type: GraphQLString, description: 'Last month used.' },
    monthsUsed: whole,
    leftOut: { type: GraphQLString, description: 'The last month, which is not over and was left out.' },
    gaps: { ...whole, description: 'Months of cells without rows that were filled.' },
    ratioOf: {
      type: new GraphQLObjectType({ name: 'ForecastRatio', fields: { numerator: text, denominator: text } }),
      description: 'A ratio is the forecast of its numerator over that of its denominator.',
    },
    limitedTo: {
      type: required(
        new GraphQLObjectType({ name: 'ForecastLimits', fields: { provinces: texts, accountManagers: texts } }),
      ),
      description:
        "Whose rows it is made of. A caller who sees some of them has a forecast of these alone: it is no part of everybody's.",
    },
  },
});

interface Arguments {
  readonly view: string;
  readonly measure: string;
  readonly by: readonly string[];
  readonly filters?: readonly FilterInputValue[] | null;
  readonly months: number;
  readonly levels: readonly number[];
  readonly holdOut: number;
}

/** Members have the names that the model gives them. */
export const forecastField: Field = {
  type: required(
    new GraphQLObjectType({
      name: 'Forecast',
      fields: {
        cells: { type: required(listOf(ForecastCellType)), description: 'The total first, then every level of `by`.' },
        coherent: {
          ...bool,
          description: 'Every cell is the sum of its parts, month by month; of a ratio, its two measures are.',
        },
        basis: { type: required(Basis) },
        receipt: { type: required(ReceiptType), description: 'Of the questions for the history.' },
      },
    }),
  ),
  description:
    'Months ahead of a measure, with intervals and a back-test, for every cell of some dimensions; see docs/forecast.md.',
  args: {
    view: text,
    measure: text,
    by: { ...texts, defaultValue: [], description: 'Dimensions from the coarsest: province, city.' },
    filters: { type: listOf(FilterInput) },
    months: { ...whole, defaultValue: 12, description: 'Months ahead, 1 to 120.' },
    levels: { type: required(listOf(GraphQLFloat)), defaultValue: [0.8, 0.95], description: 'Of the intervals.' },
    holdOut: { ...whole, defaultValue: 0, description: 'The last months to leave out and forecast, as a check.' },
  },
  async resolve(_source, { filters, ...asked }: Arguments, { semantic, principal, signal }) {
    const question = {
      ...asked,
      filters: (filters ?? []).map(filterOf),
      today: new Date().toISOString().slice(0, 10),
    };
    const { cells, isCoherent, basis, receipts } = await forecast(semantic, question, principal, signal);
    return {
      cells,
      coherent: isCoherent,
      basis,
      receipt: { ...mergeReceipts(receipts), queries: receipts.length },
    };
  },
};
