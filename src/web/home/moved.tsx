import { useMemo } from 'react';
import { fetchPivot } from '../api/operations.js';
import type { PivotResult } from '../api/types.js';
import { linkTo } from '../app/route.js';
import { formatPeriod, formatShort, isRatio, type Language, localeOf } from '../i18n/format.js';
import { useWords } from '../i18n/use-words.js';
import { Failure, Truncated } from '../parts/states.js';
import { useAsked } from '../parts/use-asked.js';
import { acrossState, levelTitle, memberLabel, plainState } from '../pivot/fields.js';
import { localSibling, useLocalLabels } from '../pivot/local-labels.js';
import { bucketRange, shiftDate } from '../pivot/period.js';
import { encodeState } from '../pivot/url.js';
import { type Contribution, contributions, QUOTIENTS } from './contributions.js';
import { type Course, infoOf, type ShownKpi } from './kpis.js';

const SHOWN = 6;
/** Below this share of the largest contribution a bar says nothing. */
const NEGLIGIBLE = 0.005;

interface MovedProps {
  readonly kpi: ShownKpi;
  readonly course: Course;
}

interface Split {
  readonly level: string;
  readonly parts: readonly Contribution[] | null;
  /** Why the figures are not of the whole; null where they are. */
  readonly cut: string | null;
}

/** What moved a KPI from the month before to the latest one: the largest contributors along each hierarchy. */
export function Moved({ kpi, course }: MovedProps) {
  const { t, language, titleOf } = useWords();
  const view = kpi.catalogView;
  const levels = useMemo(
    () =>
      [
        ...view.hierarchies.flatMap((one) => one.levels.slice(0, 1)),
        ...(view.dimensions.some((one) => one.name === 'tier') ? ['tier'] : []),
      ].filter((name) => name !== view.timeDimension),
    [view],
  );
  useLocalLabels(
    view,
    levels.filter((name) => localSibling(view, name)),
    language,
  );
  const quotient = QUOTIENTS[kpi.measure];
  const additive = kpi.catalogMeasure.additivity === 'additive' || kpi.catalogMeasure.additivity === 'semi-additive';
  const splittable = additive || (quotient?.every((name) => view.measures.some((one) => one.name === name)) ?? false);
  const {
    value: splits,
    error,
    again,
  } = useAsked(
    splittable
      ? ['moved', kpi.view, kpi.measure, course.latest.month, course.values, levels, additive, quotient ?? null]
      : null,
    (signal) =>
      Promise.all(levels.map((level) => split(kpi, course, level, additive ? null : (quotient ?? null), signal))),
  );
  const info = infoOf(kpi.catalogMeasure);
  const before = shiftDate(course.latest.month, { count: -1, unit: 'month' });
  return (
    <section className="moved card" aria-label={t('home.moved')}>
      <h2>
        {t('home.movedOf', {
          name: titleOf(kpi.catalogMeasure),
          from: formatPeriod(before, 'month', language),
          to: formatPeriod(course.latest.month, 'month', language),
        })}
      </h2>
      {!splittable && <p className="fine">{t('home.notSplit')}</p>}
      {error !== null && <Failure error={error} onRetry={again} />}
      {splits?.some((one) => one.cut !== null) && (
        <Truncated because={splits.find((one) => one.cut !== null)?.cut ?? null} />
      )}
      <div className="moved-grid">
        {splittable &&
          error === null &&
          levels.map((name) => {
            const found = splits?.find((one) => one.level === name);
            return (
              <div key={name} className="moved-by">
                <h3>{levelTitle(view, { name }, language)}</h3>
                {!splits && <span className="skeleton block" />}
                {found?.parts?.length === 0 && <p className="fine">{t('home.noChange')}</p>}
                {found?.parts === null && <p className="fine">{t('home.notSplit')}</p>}
                <Bars
                  kpi={kpi}
                  level={name}
                  parts={(found?.parts ?? []).filter((one) => !readsAsNothing(one.size, info)).slice(0, SHOWN)}
                  format={(size) => sizeText(size, isRatio(info), info, language)}
                />
              </div>
            );
          })}
      </div>
    </section>
  );
}

/** Whether a contribution would be written as a bare nought. */
const readsAsNothing = (size: number, info: ReturnType<typeof infoOf>): boolean =>
  Math.abs(size) < (isRatio(info) ? 0.00005 : 0.005);

function sizeText(size: number, ratio: boolean, info: ReturnType<typeof infoOf>, language: Language): string {
  if (!ratio) return (size > 0 ? '+' : '') + formatShort(size, info, language);
  const points = new Intl.NumberFormat(localeOf(language), {
    minimumFractionDigits: 2,
    maximumFractionDigits: 2,
    signDisplay: 'exceptZero',
  }).format(size * 100);
  return `${points}${language === 'zh' ? ' 百分点' : ' pp'}`;
}

interface BarsProps {
  readonly kpi: ShownKpi;
  readonly level: string;
  readonly parts: readonly Contribution[];
  readonly format: (size: number) => string;
}

/** Bars from a common zero: to the right what raised the figure, to the left what lowered it. */
function Bars({ kpi, level, parts, format }: BarsProps) {
  const { t, language } = useWords();
  const longest = Math.max(...parts.map((one) => Math.abs(one.size)), 0);
  const start = plainState(kpi.catalogView);
  return (
    <ul className="bars">
      {parts.map((one) => {
        const label = memberLabel({ name: level }, one.member, one.label, language, t('common.unknown'));
        const share = longest > 0 ? Math.abs(one.size) / longest : 0;
        const state = acrossState(
          {
            ...start,
            values: [{ measure: kpi.measure, arguments: {} }],
            slicers: [{ member: level, mode: 'in', values: [one.member] }],
          },
          kpi.catalogView,
        );
        return (
          <li key={String(one.member)}>
            <a href={linkTo('browse', encodeState(state))}>{label}</a>
            <span className="bar-track" aria-hidden="true">
              <i
                className={one.size > 0 === (kpi.good === 'up') ? 'better' : 'worse'}
                style={{ width: `${share * 50}%`, ...(one.size > 0 ? { left: '50%' } : { right: '50%' }) }}
              />
            </span>
            <span className="figure">{format(one.size)}</span>
          </li>
        );
      })}
    </ul>
  );
}

async function split(
  kpi: ShownKpi,
  course: Course,
  level: string,
  quotient: readonly [string, string] | null,
  signal: AbortSignal,
): Promise<Split> {
  const time = kpi.catalogView.timeDimension ?? '';
  const names = quotient ? [...quotient, kpi.measure] : [kpi.measure];
  const at = (month: string) =>
    fetchPivot(
      {
        view: kpi.view,
        rows: [{ name: level }],
        columns: [],
        measures: names.map((name, i) => ({ name, as: `m${i}` })),
        filters: [{ member: time, operator: 'inDateRange', values: [...bucketRange(month, 'month')] }],
      },
      signal,
    );
  const [before, now] = await Promise.all([
    at(shiftDate(course.latest.month, { count: -1, unit: 'month' })),
    at(course.latest.month),
  ]);
  const uncomplete = [before, now].find(({ receipt }) => !receipt.complete)?.receipt;
  const cut = uncomplete ? (uncomplete.incompleteBecause ?? '') : null;
  if (quotient && !(isQuotient(before) && isQuotient(now))) return { level, parts: null, cut };
  const members = new Map<
    string,
    { member: string | number | boolean | null; label: string; before: readonly number[]; now: readonly number[] }
  >();
  for (const [when, result] of [['before', before] as const, ['now', now] as const])
    result.rows.forEach((row, r) => {
      if (row.path.length !== 1) return;
      const member = row.path[0] ?? null;
      const known = members.get(String(member)) ?? { member, label: row.label, before: [0, 0], now: [0, 0] };
      members.set(String(member), { ...known, [when]: (result.cells[r] ?? []).slice(0, 2).map(Number) });
    });
  const parts = contributions([...members.values()], quotient !== null);
  const largest = Math.abs(parts[0]?.size ?? 0);
  return { level, parts: parts.filter((one) => Math.abs(one.size) > NEGLIGIBLE * largest), cut };
}

/** Whether the rate really is the quotient that it is split by. */
function isQuotient(result: PivotResult): boolean {
  const total = result.cells[result.rows.findIndex((row) => row.path.length === 0)];
  const [above, below, rate] = (total ?? []).map(Number);
  if (above === undefined || !below || rate === undefined) return false;
  return Math.abs(above / below - rate) <= 1e-6 * Math.max(1, Math.abs(rate));
}
