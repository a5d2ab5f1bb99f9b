import type { EChartsOption } from 'echarts';
import { Suspense, useMemo } from 'react';
import type { CatalogView } from '../api/types.js';
import type { Mode } from '../app/theme.js';
import { inkOf } from '../charts/chart-ink.js';
import { axisLook, chartBase, legendLook, tooltipLook } from '../charts/chart-look.js';
import { seriesWords } from '../charts/chart-words.js';
import { infoOf } from '../home/kpis.js';
import { formatPeriod, formatShort, unitLabel } from '../i18n/format.js';
import { useWords } from '../i18n/use-words.js';
import { lazyPart } from '../parts/lazy-part.js';
import { Failure, Truncated } from '../parts/states.js';
import { hasKey } from './customer-views.js';
import { cumulative } from './history.js';
import { useMonths } from './use-months.js';

const EChart = lazyPart(() => import('../parts/echart.js').then(({ EChart }) => EChart));
const MEASURES = ['margin', 'revenue'];

/** The customer's life so far in money: each month, and all months until then. */
export function LifeCycle({
  catalog,
  id,
  mode,
}: {
  readonly catalog: readonly CatalogView[];
  readonly id: string;
  readonly mode: Mode;
}) {
  const { t, language, titleOf, units } = useWords();
  const view = catalog.find((one) => one.name === 'value' && hasKey(one) && one.timeDimension);
  const measure = MEASURES.flatMap((name) => view?.measures.find((one) => one.name === name) ?? [])[0];
  const { courses, cut, error, again } = useMonths(view, measure ? [measure.name] : [], id);
  const course = courses?.[0];
  const option = useMemo((): EChartsOption | null => {
    if (!course || !measure) return null;
    const ink = inkOf(mode);
    const info = infoOf(measure);
    const months = course.months.map((month) => formatPeriod(month, 'month', language));
    const axis = axisLook(ink);
    const words = seriesWords(
      t('customer.lifecycle'),
      { categories: months, series: [{ name: titleOf(measure), values: course.values }], of: 1 },
      { info },
      language,
    );
    const figures = (value: number) => formatShort(value, info, language);
    return {
      ...chartBase(ink, words),
      color: [ink.series[5] ?? '', ink.series[0] ?? ''],
      grid: { left: 8, right: 8, top: 34, bottom: 4, containLabel: true },
      legend: legendLook(ink),
      tooltip: {
        ...tooltipLook(ink),
        trigger: 'axis',
        valueFormatter: (value) => (typeof value === 'number' ? figures(value) : '–'),
      },
      xAxis: { type: 'category', data: months, ...axis, splitLine: { show: false } },
      yAxis: [
        { type: 'value', ...axis, axisLabel: { ...axis.axisLabel, formatter: figures } },
        { type: 'value', ...axis, splitLine: { show: false }, axisLabel: { ...axis.axisLabel, formatter: figures } },
      ],
      series: [
        { type: 'bar', name: titleOf(measure), data: [...course.values], barMaxWidth: 22 },
        {
          type: 'line',
          name: t('customer.cumulative'),
          data: [...cumulative(course.values)],
          yAxisIndex: 1,
          symbolSize: 4,
          lineStyle: { width: 2 },
        },
      ],
    };
  }, [course, measure, mode, language, t, titleOf]);
  if (!view || !measure) return null;
  return (
    <section className="card life" aria-label={t('customer.lifecycle')}>
      <h2>
        {t('customer.lifecycle')}{' '}
        <span className="fine">{`${t('customer.lifecycleText')} ${unitLabel(infoOf(measure), units)}`}</span>
      </h2>
      {error !== null && <Failure error={error} onRetry={again} />}
      {cut !== null && <Truncated because={cut} />}
      {courses && !course && <p className="fine">{t('browse.noDataTitle')}</p>}
      {option && (
        <Suspense fallback={<span className="skeleton block" />}>
          <EChart option={option} label={t('customer.lifecycle')} />
        </Suspense>
      )}
      {!courses && error === null && <span className="skeleton block" />}
    </section>
  );
}
