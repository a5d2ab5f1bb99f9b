import type { CubeYaml, MemberYaml, ModelContent, ViewYaml } from './model-file.js';

/** What the semantic layer computes itself of a stock measure over other months: `meta.period` of src/semantic. */
interface Mended {
  readonly kind: 'rolling' | 'to_date' | 'previous';
  readonly of: string;
  readonly months?: number;
  /** Member of the cube by which the months are counted, where the model names one. */
  readonly time?: string;
  /** The measure without its window, where the model has no such measure itself. */
  readonly base?: MemberYaml;
}

/**
 * Turns rolling windows, to-date windows and time shifts of sums and counts into `meta.period`, which the semantic layer
 * answers from one scan: the stock ClickHouse dialect doubles sums or loses months. What has no such equal stays, and is
 * refused by the validation.
 */
export function mendWindows(content: ModelContent): ModelContent {
  const added = new Map<string, string>();
  for (const cube of list<CubeYaml>(content.cubes)) {
    if ((cube.data_source ?? 'default') !== 'default') continue;
    for (const measure of list<MemberYaml>(cube.measures)) {
      const mended = rollingOf(measure) ?? shiftOf(cube, measure);
      if (!mended) continue;
      const { base, ...period } = mended;
      delete measure['rolling_window'];
      delete measure['time_shift'];
      delete measure['multi_stage'];
      delete measure['filters'];
      Object.assign(measure, {
        type: 'number',
        sql: `{${period.of}}`,
        meta: { ...measure.meta, additivity: 'non-additive', period },
      });
      if (!base) continue;
      cube.measures = [...(cube.measures ?? []), base];
      added.set(`${cube.name}.${measure.name}`, base.name);
    }
  }
  for (const view of list<ViewYaml>(content.views)) includeBases(view, added);
  return content;
}

const MONTHS: Readonly<Record<string, number>> = { month: 1, quarter: 3, year: 12 };
const ADDITIVE = new Set(['sum', 'count']);

/** `3 months`, `1 year`: in months, or undefined for what is not whole months. */
function monthsOf(interval: unknown): number | undefined {
  const [, count, unit] = /^\s*(\d{1,3})\s+(month|quarter|year)s?\s*$/.exec(String(interval)) ?? [];
  const months = Number(count) * (MONTHS[unit ?? ''] ?? Number.NaN);
  return Number.isSafeInteger(months) && months >= 1 && months <= 120 ? months : undefined;
}

function rollingOf(measure: MemberYaml): Mended | undefined {
  const window: unknown = measure['rolling_window'];
  if (!isRecord(window) || !ADDITIVE.has(measure.type ?? '')) return undefined;
  const base = baseOf(measure);
  if (window['type'] === 'to_date')
    return window['granularity'] === 'year' ? { kind: 'to_date', of: base.name, base } : undefined;
  const { trailing, leading, offset = 'end', type = 'fixed' } = window;
  const months = monthsOf(trailing);
  if (type !== 'fixed' || leading !== undefined || offset !== 'end' || months === undefined) return undefined;
  return { kind: 'rolling', of: base.name, months, base };
}

/** The measure of each month by itself, for the server's own use. */
function baseOf(measure: MemberYaml): MemberYaml {
  const { rolling_window: _, title: __, description: ___, ...rest } = measure;
  return { ...rest, name: `${measure.name}_of_month`, public: false, meta: { internal: true } };
}

function shiftOf(cube: CubeYaml, measure: MemberYaml): Mended | undefined {
  const [shift, ...more] = list<unknown>(measure['time_shift']);
  const [, of] = /^\s*\{(?:CUBE\.)?([A-Za-z_][A-Za-z0-9_]*)\}\s*$/.exec(measure.sql ?? '') ?? [];
  if (!isRecord(shift) || more.length > 0 || of === undefined) return undefined;
  if (!list<MemberYaml>(cube.measures).some(({ name }) => name === of)) return undefined;
  const months = monthsOf(shift['interval']);
  if ((shift['type'] ?? 'prior') !== 'prior' || shift['name'] !== undefined || months === undefined) return undefined;
  const { time_dimension: time } = shift;
  return {
    kind: 'previous',
    of,
    months,
    ...(typeof time === 'string' ? { time: time.split('.').at(-1) ?? time } : {}),
  };
}

/** A view that lists its members needs the base beside what is made of it. */
function includeBases(view: ViewYaml, added: ReadonlyMap<string, string>): void {
  for (const cube of view.cubes ?? []) {
    if (!Array.isArray(cube.includes)) continue;
    const source = String(cube.join_path).split('.').at(-1);
    const names = cube.includes.map((item) => (typeof item === 'string' ? item : item.name));
    cube.includes.push(...names.flatMap((name) => added.get(`${source}.${name}`) ?? []));
  }
}

function list<T>(value: readonly T[] | unknown): T[] {
  return Array.isArray(value) ? value : [];
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
