import { InputNumber, Select } from 'antd';
import { Suspense, useCallback, useMemo, useState } from 'react';
import { fetchPivot } from '../api/operations.js';
import type { CatalogView, Cell } from '../api/types.js';
import type { Mode } from '../app/theme.js';
import { inkOf } from '../charts/chart-ink.js';
import { formatCount, formatShort, formatValue } from '../i18n/format.js';
import { useWords } from '../i18n/use-words.js';
import { lazyPart } from '../parts/lazy-part.js';
import { Empty, Failure, Truncated } from '../parts/states.js';
import { useFetched } from '../parts/use-fetched.js';
import { lorenzOption } from './lorenz-option.js';
import { MONEY } from './profit-option.js';
import { SliceChips, useSlice } from './slice.js';

const EChart = lazyPart(() => import('../parts/echart.js').then(({ EChart }) => EChart));

/** Values that the measures of concentration take as `of`. */
const VALUES = ['customer', 'current', 'stock', 'incremental', 'lifetime'] as const;
const SHARE = { type: 'float', unit: 'ratio', format: 'percent' } as const;
const NUMBER = { type: 'float', unit: null, format: null } as const;

/** How unevenly a value of customers is spread: the Lorenz curve, its Gini coefficient, and the value of each tenth. */
export function Worth({ view, mode }: { readonly view: CatalogView; readonly mode: Mode }) {
  const { t, language } = useWords();
  const slice = useSlice(view);
  const [of, setOf] = useState<(typeof VALUES)[number]>('customer');
  const [horizon, setHorizon] = useState(36);
  const { filters } = slice;
  const {
    value: found,
    error,
    again,
  } = useFetched(
    useCallback(
      async (signal: AbortSignal) => {
        const given = { of, horizon_months: horizon };
        const measures = ['gini', 'top_decile', 'deciles', 'lorenz'].map((field) => ({
          name: `concentration_${field}`,
          arguments: given,
        }));
        const { cells, receipt } = await fetchPivot(
          { view: view.name, rows: [], columns: [], measures: [{ name: 'scored_customers' }, ...measures], filters },
          signal,
        );
        const [customers, gini = null, top = null, deciles, lorenz] = cells[0] ?? [];
        return { receipt, customers: Number(customers), gini, top, deciles: tuples(deciles), lorenz: tuples(lorenz) };
      },
      [view, of, horizon, filters],
    ),
  );
  const option = useMemo(() => {
    const words = {
      curve: t(`decisions.worth.values.${of}`),
      equal: t('decisions.worth.equal'),
      customers: t('decisions.worth.customersShare'),
      value: t('decisions.worth.valueShare'),
    };
    const points = (found?.lorenz ?? []).map((point) => [Number(point[0]), Number(point[1])] as const);
    return lorenzOption(points, words, inkOf(mode), language);
  }, [found, of, mode, language, t]);
  const money = (cell: Cell | undefined) => formatShort(Number(cell), MONEY, language);
  const total = (found?.deciles ?? []).reduce((sum, [, value]) => sum + Number(value), 0);
  return (
    <div className={`decision-part${found ? ' decisions-ready' : ''}`}>
      <header className="home-head">
        <h1>{t('decisions.worth.title')}</h1>
        <p className="fine">{t('decisions.worth.text')}</p>
      </header>
      <form className="decision-costs card" onSubmit={(event) => event.preventDefault()}>
        <label className="tile-field">
          <span>{t('decisions.worth.of')}</span>
          <Select
            aria-label={t('decisions.worth.of')}
            value={of}
            options={VALUES.map((value) => ({ value, label: t(`decisions.worth.values.${value}`) }))}
            onChange={setOf}
            popupMatchSelectWidth={false}
          />
        </label>
        <label className="tile-field">
          <span>{t('decisions.worth.horizon')}</span>
          <InputNumber
            min={1}
            max={60}
            precision={0}
            disabled={of === 'current'}
            aria-label={t('decisions.worth.horizon')}
            value={horizon}
            onChange={(value) => value !== null && setHorizon(value)}
          />
        </label>
        <SliceChips view={view} slice={slice} />
      </form>
      {error !== null && <Failure error={error} onRetry={again} />}
      {!found && error === null && <span className="skeleton block decision-skeleton" />}
      {found && !found.receipt.complete && <Truncated because={found.receipt.incompleteBecause} />}
      {found && found.customers === 0 && <Empty title={t('browse.noDataTitle')} />}
      {found && found.customers > 0 && (
        <>
          <section className="kpis" aria-label={t('decisions.worth.title')}>
            {(
              [
                ['customers', formatCount(found.customers, language)],
                ['total', money(total)],
                ['gini', formatValue(found.gini, NUMBER, language)],
                ['top', formatValue(found.top, SHARE, language)],
              ] as const
            ).map(([name, value]) => (
              <article key={name} className="kpi decision-figure" data-figure={name}>
                <span className="kpi-title">{t(`decisions.worth.${name}`)}</span>
                <span className="kpi-value">{value}</span>
                <span className="fine">{t(`decisions.worth.${name}Text`)}</span>
              </article>
            ))}
          </section>
          <div className="decision-pair">
            <section className="card decision-curve" aria-label={t('decisions.worth.lorenz')}>
              <h2>{t('decisions.worth.lorenz')}</h2>
              {found.lorenz.length === 0 ? (
                <p className="fine">{t('decisions.worth.noCurve')}</p>
              ) : (
                <Suspense fallback={<span className="skeleton block" />}>
                  <EChart option={option} label={t('decisions.worth.lorenz')} />
                </Suspense>
              )}
            </section>
            <section className="card" aria-label={t('decisions.worth.deciles')}>
              <h2>{t('decisions.worth.deciles')}</h2>
              <table>
                <thead>
                  <tr>
                    {(['decile', 'value', 'share', 'cumulative'] as const).map((name) => (
                      <th key={name} scope="col">
                        {t(`decisions.worth.${name}`)}
                      </th>
                    ))}
                  </tr>
                </thead>
                <tbody>
                  {found.deciles.map(([decile, value, share = null, above = null]) => (
                    <tr key={String(decile)}>
                      <th scope="row">{String(decile)}</th>
                      <td>{money(value)}</td>
                      <td>{formatValue(share, SHARE, language)}</td>
                      <td>{formatValue(above, SHARE, language)}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </section>
          </div>
        </>
      )}
    </div>
  );
}

/** A list of tuples in a cell; the doors may give it as text. */
function tuples(cell: Cell | undefined): readonly (readonly Cell[])[] {
  const list: unknown = typeof cell === 'string' ? JSON.parse(cell) : cell;
  if (!Array.isArray(list)) return [];
  return list.map((item) => (Array.isArray(item) ? item : Object.values(item as Record<string, Cell>)) as Cell[]);
}
