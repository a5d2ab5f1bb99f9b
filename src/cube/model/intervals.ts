import { type Companions, showCompanions } from './companions.js';
import type { MemberYaml, ModelFile } from './model-file.js';
import { divisionOf } from './ratios.js';

/** Rows that a ratio's denominator counts at least, and of a proportion its events and its non-events, for it not to be small. */
const FEWEST_COUNTED = 30;
const FEWEST_EVENTS = 5;

/** The 97.5% quantile of the normal distribution: intervals are of 95%. */
const Z = 1.959963984540054;

const BAND = '_band';
const CHANGE = '_change';

interface Companion {
  readonly suffix: string;
  readonly type: 'number' | 'boolean' | 'string';
  readonly sql: string;
  readonly en: readonly [title: string, description: string];
  readonly zh: readonly [title: string, description: string];
  readonly meta?: Readonly<Record<string, unknown>>;
}

/**
 * Says how much can be read from a ratio of counts: beside a measure whose `meta.derived` lists `small`, what its denominator
 * counts (`_count`) and whether that is too few to read (`_small`); where it lists `interval`, because the numerator counts some
 * of what the denominator counts, also the ends of its 95% interval (`_low`, `_high`), and of its change where that is asked.
 * Views that show the measure show these. A name that the model has itself stays the model's.
 *
 * The interval is Wilson's score interval (1927). A change has the two intervals squared and added, as Newcombe (1998) did for
 * differences of proportions, without taking the customers of both months for the same sample.
 */
export function addIntervals(files: readonly ModelFile[]): void {
  const shown = new Map<string, Map<string, readonly string[]>>();
  for (const cube of files.flatMap(({ content }) => (Array.isArray(content.cubes) ? content.cubes : []))) {
    const measures = Array.isArray(cube.measures) ? cube.measures : [];
    const taken = new Set([...measures, ...(cube.dimensions ?? []), ...(cube.segments ?? [])].map(({ name }) => name));
    const added = measures.flatMap((measure) => {
      const companions = companionsOf(measure).filter(({ suffix }) => !taken.has(`${measure.name}${suffix}`));
      const known = shown.get(cube.name) ?? new Map<string, readonly string[]>();
      shown.set(cube.name, known);
      const [ofChange, own] = partitioned(
        companions.map(({ suffix }) => suffix),
        (suffix) => suffix.startsWith(CHANGE),
      );
      if (own.length > 0) known.set(measure.name, own);
      if (ofChange.length > 0)
        known.set(
          `${measure.name}${CHANGE}`,
          ofChange.map((suffix) => suffix.slice(CHANGE.length)),
        );
      return companions.map((companion) => measureOf(measure, companion));
    });
    if (added.length > 0) cube.measures = [...measures, ...added];
  }
  showCompanions(files, shown satisfies Companions);
}

function companionsOf(measure: MemberYaml): Companion[] {
  const derived: unknown = measure.meta?.['derived'];
  const listed: readonly unknown[] = Array.isArray(derived) ? derived : [];
  const division = divisionOf(measure.sql);
  if (!division) return [];
  const { numerator, denominator } = division;
  const [events, counted] = [`toFloat64({${numerator}})`, `toFloat64({${denominator}})`];
  if (listed.includes('interval')) {
    const few = `${counted} < ${FEWEST_COUNTED} OR least(${events}, ${counted} - ${events}) < ${FEWEST_EVENTS}`;
    const ends = endsOf(measure.sql ?? '', division.text, events, counted);
    const own = [...countOf(few, counted, denominator), ...intervalOf(ends)];
    return listed.includes('change') ? [...own, ...changeOf(measure, ends, few, counted)] : own;
  }
  return listed.includes('small') ? countOf(`${counted} < ${FEWEST_COUNTED}`, counted, denominator) : [];
}

function countOf(few: string, counted: string, denominator: string): Companion[] {
  return [
    {
      suffix: '_count',
      type: 'number',
      sql: `{${denominator}}`,
      en: ['count', 'What the measure is of: its denominator'],
      zh: ['的基数', '该指标的分母'],
      meta: { unit: 'count', format: 'integer' },
    },
    {
      suffix: '_small',
      type: 'boolean',
      sql: orNothing(few, counted),
      en: [
        'is of few',
        `Fewer than ${FEWEST_COUNTED} counted, or of a rate fewer than ${FEWEST_EVENTS} with or without the event: too few to read`,
      ],
      zh: ['样本过少', `基数少于 ${FEWEST_COUNTED}，或比率中发生或未发生者少于 ${FEWEST_EVENTS}，不足以解读`],
      meta: { unit: 'flag' },
    },
  ];
}

function intervalOf([low, high]: Ends): Companion[] {
  return [
    {
      suffix: '_low',
      type: 'number',
      sql: low,
      en: ['low', 'Lower end of its 95% interval (Wilson)'],
      zh: ['下限', '95% 区间的下限（Wilson）'],
    },
    {
      suffix: '_high',
      type: 'number',
      sql: high,
      en: ['high', 'Upper end of its 95% interval (Wilson)'],
      zh: ['上限', '95% 区间的上限（Wilson）'],
    },
  ];
}

/** Of both months the rate, its interval and whether it is of few are needed: they come as one column. */
function changeOf({ name, sql = '' }: MemberYaml, [low, high]: Ends, few: string, counted: string): Companion[] {
  const of = `${name}${BAND}`;
  const period = (kind: string) => ({ meta: { period: { kind, of } } });
  return [
    {
      suffix: BAND,
      type: 'string',
      sql: `tuple(${sql}, ${low}, ${high}, ${orNothing(few, counted)})`,
      en: ['band', ''],
      zh: ['区间', ''],
      meta: { internal: true },
    },
    {
      suffix: '_change_low',
      type: 'number',
      sql: 'toFloat64(count())',
      en: [
        'change low',
        'Lower end of the 95% interval of its change (Newcombe); a change whose interval holds 0 may be chance',
      ],
      zh: ['变化下限', '其变化的 95% 区间下限（Newcombe）；区间含 0 的变化可能出于偶然'],
      ...period('change_low'),
    },
    {
      suffix: '_change_high',
      type: 'number',
      sql: 'toFloat64(count())',
      en: [
        'change high',
        'Upper end of the 95% interval of its change (Newcombe); a change whose interval holds 0 may be chance',
      ],
      zh: ['变化上限', '其变化的 95% 区间上限（Newcombe）；区间含 0 的变化可能出于偶然'],
      ...period('change_high'),
    },
    {
      suffix: '_change_small',
      type: 'boolean',
      sql: 'toBool(count() > 0)',
      en: ['change is of few', 'One of the two months is of too few to read'],
      zh: ['变化样本过少', '两个月份之一的样本不足以解读'],
      meta: { unit: 'flag', period: { kind: 'change_small', of } },
    },
  ];
}

type Ends = readonly [low: string, high: string];

/** A rate that is made of the proportion (1 less it, or over twelve months) goes the same way or the other all along. */
function endsOf(sql: string, division: string, events: string, counted: string): Ends {
  const at = (end: string) => sql.replace(division, () => end);
  const [one, other] = [at(wilson(events, counted, '-')), at(wilson(events, counted, '+'))];
  if (sql.trim() === division) return [one, other];
  return [`least(${one}, ${other})`, `greatest(${one}, ${other})`];
}

/** Null where nothing is counted, or where more happened than is counted, so that it is no proportion. */
function wilson(events: string, counted: string, sign: '-' | '+'): string {
  const spread = `${Z} * sqrt(${events} * (${counted} - ${events}) / nullif(${counted}, 0) + ${(Z * Z) / 4})`;
  const end = `(${events} + ${(Z * Z) / 2} ${sign} ${spread}) / (${counted} + ${Z * Z})`;
  const bounded = sign === '-' ? `greatest(0, ${end})` : `least(1, ${end})`;
  return `if(${counted} = 0 OR ${events} > ${counted}, NULL, ${bounded})`;
}

function orNothing(few: string, counted: string): string {
  return `if(${counted} = 0, NULL, toBool(${few}))`;
}

function measureOf(of: MemberYaml, { suffix, type, sql, en, zh, meta = {} }: Companion): MemberYaml {
  const {
    unit,
    format,
    zh: texts,
  } = (of.meta ?? {}) as {
    readonly unit?: string;
    readonly format?: string;
    readonly zh?: { readonly title?: string };
  };
  const title = of.title ?? of.name;
  const isChange = suffix.startsWith(CHANGE);
  const months = {
    name: 'months',
    type: 'integer',
    default: 1,
    minimum: 1,
    maximum: 120,
    description: { en: 'Months back', zh: '往前的月数' },
  };
  return {
    name: `${of.name}${suffix}`,
    sql,
    type,
    title: `${title} ${en[0]}`,
    description: en[1],
    ...(suffix === BAND ? { public: false } : {}),
    meta:
      suffix === BAND
        ? { internal: true }
        : {
            ...(unit === undefined ? {} : { unit }),
            ...(format === undefined || type === 'boolean' ? {} : { format }),
            additivity: 'non-additive',
            evidence: { of: isChange ? `${of.name}${CHANGE}` : of.name, says: suffix.replace(CHANGE, '').slice(1) },
            ...(isChange ? { arguments: [months] } : {}),
            ...meta,
            zh: { title: `${texts?.title ?? title}${zh[0]}`, description: zh[1] },
          },
  };
}

function partitioned(names: readonly string[], isFirst: (name: string) => boolean): readonly [string[], string[]] {
  return [names.filter(isFirst), names.filter((name) => !isFirst(name))];
}
