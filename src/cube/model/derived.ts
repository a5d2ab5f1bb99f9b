import type { CubeYaml, MemberYaml, ModelContent } from './model-file.js';

/** How a measure made of another is called and described, and what of it differs from the other. */
interface Derivation {
  readonly suffix: string;
  readonly title: { readonly en: (of: string) => string; readonly zh: (of: string) => string };
  readonly description: { readonly en: string; readonly zh: string };
  /** SQL by which the engine tells its type; the semantic layer asks for the measure itself. */
  readonly sql: (of: string) => string;
  readonly meta: (of: string, cube: CubeYaml) => Record<string, unknown>;
}

const months = (initial: number, en: string, zh: string) => ({
  arguments: [{ name: 'months', type: 'integer', default: initial, minimum: 1, maximum: 120, description: { en, zh } }],
});
const plain = (of: string) => `{${of}}`;
const float = (of: string) => `toFloat64({${of}})`;
/** Whatever is a Float64: a view may have the measure's own name, which Cube would take for the view. */
const number = () => 'toFloat64(count())';
const back = months(1, 'Months back', '往前的月数');
const targetMeta = (kind: string) => (of: string, cube: CubeYaml) => ({
  target: { ...(cube.meta?.['targets'] as object | undefined), kind, of },
});

/** What `meta.derived` of a measure may list. */
export const DERIVED = [
  'previous',
  'change',
  'rolling',
  'year_to_date',
  'share',
  'rank',
  'target',
  'versus_target',
  'interval',
  'small',
] as const;

/** Each is a measure of its own, beside the one that declares it. What `interval` and `small` make is in intervals.ts. */
const DERIVATIONS: Readonly<Record<Exclude<(typeof DERIVED)[number], 'interval' | 'small'>, Derivation>> = {
  previous: {
    suffix: 'previous',
    title: { en: (of) => `${of} before`, zh: (of) => `前期${of}` },
    description: {
      en: 'The same measure some months before (1 previous month; 12 same month last year)',
      zh: '若干月前的同一指标（1 为上月，12 为去年同月）',
    },
    sql: plain,
    meta: (of) => ({ period: { kind: 'previous', of }, ...back }),
  },
  change: {
    suffix: 'change',
    title: { en: (of) => `${of} change`, zh: (of) => `${of}变化` },
    description: { en: 'The measure less the same measure some months before', zh: '本期减去若干月前的同一指标' },
    sql: plain,
    meta: (of) => ({ period: { kind: 'change', of }, ...back }),
  },
  rolling: {
    suffix: 'rolling',
    title: { en: (of) => `${of} rolling`, zh: (of) => `滚动${of}` },
    description: { en: 'Sum of the month and those before it', zh: '当月及之前各月之和' },
    sql: plain,
    meta: (of) => ({ period: { kind: 'rolling', of }, ...months(3, 'Months in the window', '窗口月数') }),
  },
  year_to_date: {
    suffix: 'year_to_date',
    title: { en: (of) => `${of} year to date`, zh: (of) => `本年累计${of}` },
    description: { en: 'Sum since the first month of the year', zh: '自年初以来之和' },
    sql: plain,
    meta: (of) => ({ period: { kind: 'to_date', of } }),
  },
  share: {
    suffix: 'share',
    title: { en: (of) => `${of} share`, zh: (of) => `${of}占比` },
    description: { en: 'Share within the parent of the last dimension asked', zh: '在所查最后一个维度的上级中的占比' },
    sql: float,
    meta: (of) => ({ unit: 'ratio', format: 'percent', period: { kind: 'share', of } }),
  },
  rank: {
    suffix: 'rank',
    title: { en: (of) => `${of} rank`, zh: (of) => `${of}排名` },
    description: {
      en: 'Rank within the parent of the last dimension asked, 1 the largest',
      zh: '在所查最后一个维度的上级中的排名，1 为最大',
    },
    sql: (of) => `toUInt64({${of}} > 0)`,
    meta: (of) => ({ unit: 'rank', format: 'integer', period: { kind: 'rank', of } }),
  },
  target: {
    suffix: 'target',
    title: { en: (of) => `${of} target`, zh: (of) => `${of}目标` },
    description: {
      en: 'What the measure should be, by month of a province or of the whole operator; empty where no target was set',
      zh: '该指标的目标值，按月和省份（或全公司）设定；未设目标处为空',
    },
    sql: number,
    meta: targetMeta('target'),
  },
  versus_target: {
    suffix: 'versus_target',
    title: { en: (of) => `${of} against target`, zh: (of) => `${of}与目标之差` },
    description: {
      en: 'The measure less its target; empty where no target was set',
      zh: '指标减去目标值；未设目标处为空',
    },
    sql: number,
    meta: targetMeta('versus'),
  },
};

/** Adds to each cube the measures that its measures' `meta.derived` lists. A measure that is declared itself stays. */
export function addDerivedMeasures(content: ModelContent): ModelContent {
  for (const cube of Array.isArray(content.cubes) ? content.cubes : []) {
    const measures = Array.isArray(cube.measures) ? cube.measures : [];
    const named = new Set(measures.map(({ name }) => name));
    const derived = measures.flatMap((measure) =>
      derivationsOf(measure).map((derivation) => derivedMeasure(measure, derivation, cube)),
    );
    if (derived.length > 0) cube.measures = [...measures, ...derived.filter(({ name }) => !named.has(name))];
  }
  return content;
}

function derivationsOf({ meta }: MemberYaml): Derivation[] {
  const listed: unknown = meta?.['derived'];
  return Array.isArray(listed) ? listed.flatMap((name) => (isDerived(name) ? DERIVATIONS[name] : [])) : [];
}

function isDerived(name: unknown): name is keyof typeof DERIVATIONS {
  return typeof name === 'string' && Object.hasOwn(DERIVATIONS, name);
}

function derivedMeasure(of: MemberYaml, { suffix, title, description, sql, meta }: Derivation, cube: CubeYaml) {
  const { derived: _, distinct: __, zh, good, ...kept } = of.meta ?? {};
  const { title: titleZh } = (zh ?? {}) as { readonly title?: string };
  const en = of.title ?? of.name;
  return {
    name: `${of.name}_${suffix}`,
    sql: sql(of.name),
    type: 'number',
    title: title.en(en),
    description: description.en,
    meta: {
      ...kept,
      additivity: 'non-additive',
      // A better rank is a smaller one, whatever the measure.
      ...(good === undefined || suffix === 'rank' ? {} : { good }),
      ...meta(of.name, cube),
      zh: { title: title.zh(titleZh ?? en), description: description.zh },
    },
  };
}
