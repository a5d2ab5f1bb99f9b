import { InputNumber } from 'antd';
import { Suspense, useMemo, useState } from 'react';
import type { CatalogView } from '../api/types.js';
import type { Mode } from '../app/theme.js';
import { inkOf } from '../charts/chart-ink.js';
import { formatCount, formatPeriod, formatShort, formatValue, operatorCurrency } from '../i18n/format.js';
import { useWords } from '../i18n/use-words.js';
import { lazyPart } from '../parts/lazy-part.js';
import { Empty, Failure, Truncated } from '../parts/states.js';
import { MONEY, profitOption } from './profit-option.js';
import { SliceChips, useSlice } from './slice.js';
import { Strategies } from './strategies.js';
import { type Costs, type Decision, useDecision } from './use-decision.js';

const EChart = lazyPart(() => import('../parts/echart.js').then(({ EChart }) => EChart));

const START: Costs = { contactCost: 10, offerCost: 50, successRate: 0.3, valueAtStake: 1000 };

interface ContactProps {
  readonly view: CatalogView;
  readonly mode: Mode;
}

/** Whom to contact with an offer at what costs, judged on customers whose end is known. */
export function Contact({ view, mode }: ContactProps) {
  const { t, language } = useWords();
  const [costs, setCosts] = useState(START);
  const [capacity, setCapacity] = useState<number | null>(null);
  const slice = useSlice(view);
  const question = useMemo(() => ({ costs, capacity, filters: slice.filters }), [costs, capacity, slice.filters]);
  const { decision, error, waiting, retry } = useDecision(question);
  return (
    <div className={`decision-part${waiting ? '' : ' decisions-ready'}`}>
      <header className="home-head">
        <h1>{t('decisions.title')}</h1>
        {decision?.month && (
          <p className="fine">
            {t('decisions.judged', {
              month: formatPeriod(decision.month, 'month', language),
              customers: formatCount(decision.customers, language),
              churners: formatCount(decision.churners, language),
              snapshot: decision.receipt.snapshot,
            })}
          </p>
        )}
      </header>
      <form
        className="decision-costs card"
        aria-label={t('decisions.costs')}
        onSubmit={(event) => event.preventDefault()}
      >
        {(['contactCost', 'offerCost', 'valueAtStake'] as const).map((name) => (
          <label key={name} className="tile-field">
            <span>
              {t(`decisions.${name}`)} ({operatorCurrency()})
            </span>
            <InputNumber
              min={0}
              aria-label={t(`decisions.${name}`)}
              value={costs[name]}
              onChange={(value) => value !== null && setCosts({ ...costs, [name]: value })}
            />
          </label>
        ))}
        <label className="tile-field">
          <span>{t('decisions.successRate')} (%)</span>
          <InputNumber
            min={0}
            max={100}
            aria-label={t('decisions.successRate')}
            value={Math.round(costs.successRate * 1000) / 10}
            onChange={(value) => value !== null && setCosts({ ...costs, successRate: value / 100 })}
          />
        </label>
        <label className="tile-field">
          <span>{t('decisions.capacity')}</span>
          <InputNumber
            min={1}
            aria-label={t('decisions.capacity')}
            placeholder={decision ? formatCount(decision.capacity, language) : ''}
            value={capacity}
            onChange={(value) => setCapacity(value === null ? null : Math.round(value))}
          />
        </label>
        <SliceChips view={view} slice={slice} />
      </form>
      {waiting && <div className="waiting" role="progressbar" aria-label={t('common.loading')} />}
      {error !== null && <Failure error={error} onRetry={retry} />}
      {!decision && error === null && <span className="skeleton block decision-skeleton" />}
      {decision && decision.month === null && (
        <Empty title={t('decisions.none')}>
          <p>{t('decisions.noneText')}</p>
        </Empty>
      )}
      {error === null && decision?.month && <Answer decision={decision} mode={mode} />}
    </div>
  );
}

function Answer({ decision, mode }: { readonly decision: Decision; readonly mode: Mode }) {
  const { t, language } = useWords();
  const option = useMemo(
    () =>
      profitOption(
        decision,
        {
          profit: t('decisions.profit'),
          totalCost: t('decisions.totalCost'),
          contacted: t('decisions.contacted'),
          best: t('decisions.best'),
          capacity: t('decisions.capacity'),
        },
        inkOf(mode),
        language,
      ),
    [decision, mode, language, t],
  );
  const money = (value: number) => formatShort(value, MONEY, language);
  const chance = (value: number | null) =>
    value === null
      ? t('decisions.nobody')
      : formatValue(value, { type: 'float', unit: 'ratio', format: 'percent' }, language);
  const figures = [
    ['targetSize', formatCount(decision.targetSize, language), t('decisions.targetSizeText')],
    [
      'threshold',
      chance(decision.threshold),
      t('decisions.thresholdText', { value: chance(decision.thresholdByCostMatrix) }),
    ],
    ['profit', money(decision.profit), t('decisions.profitText')],
    ['totalCost', money(decision.totalCost), t('decisions.totalCostText')],
  ] as const;
  return (
    <>
      <section className="kpis" aria-label={t('decisions.answer')}>
        {figures.map(([name, value, text]) => (
          <article key={name} className="kpi decision-figure" data-figure={name}>
            <span className="kpi-title">{t(`decisions.${name}`)}</span>
            <span className="kpi-value">{value}</span>
            <span className="fine">{text}</span>
          </article>
        ))}
      </section>
      <div className="decision-pair">
        <section className="card decision-curve" aria-label={t('decisions.curve')}>
          <h2>{t('decisions.curve')}</h2>
          <Suspense fallback={<span className="skeleton block" />}>
            <EChart option={option} label={t('decisions.curve')} />
          </Suspense>
        </section>
        <section className="card" aria-label={t('decisions.matrix')}>
          <h2>{t('decisions.matrix')}</h2>
          <table className="decision-matrix">
            <thead>
              <tr>
                <td />
                <th scope="col">{t('decisions.churner')}</th>
                <th scope="col">{t('decisions.stayer')}</th>
              </tr>
            </thead>
            <tbody>
              <tr>
                <th scope="row">{t('decisions.isContacted')}</th>
                <td>{money(decision.costMatrix.contactedChurner)}</td>
                <td>{money(decision.costMatrix.contactedStayer)}</td>
              </tr>
              <tr>
                <th scope="row">{t('decisions.isLeft')}</th>
                <td>{money(decision.costMatrix.missedChurner)}</td>
                <td>{money(decision.costMatrix.leftAlone)}</td>
              </tr>
            </tbody>
          </table>
          <p className="fine">{t('decisions.matrixText')}</p>
        </section>
      </div>
      <Strategies decision={decision} />
      {!decision.receipt.complete && <Truncated because={decision.receipt.incompleteBecause} />}
    </>
  );
}
