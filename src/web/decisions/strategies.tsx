import { formatCount, formatShort, formatValue } from '../i18n/format.js';
import { useWords } from '../i18n/use-words.js';
import { Scroller } from '../parts/scroller.js';
import { MONEY } from './profit-option.js';
import type { Decision } from './use-decision.js';

/** What other ways of choosing would have cost on the same customers. */
export function Strategies({ decision }: { readonly decision: Decision }) {
  const { t, language } = useWords();
  const ratio = (value: number | null) =>
    value === null ? '–' : formatValue(value, { type: 'float', unit: 'ratio', format: 'percent' }, language);
  const times = (value: number | null) =>
    value === null ? '–' : `${formatValue(value, { type: 'float', unit: null, format: null }, language)} ×`;
  const money = (value: number) => formatShort(value, MONEY, language);
  const cheapest = Math.min(...decision.comparisons.map(({ totalCost }) => totalCost));
  return (
    <section className="card" aria-label={t('decisions.comparisons')}>
      <h2>{t('decisions.comparisons')}</h2>
      <Scroller className="decision-table" label={t('decisions.comparisons')}>
        <table>
          <thead>
            <tr>
              <th scope="col">{t('decisions.strategy')}</th>
              {(['threshold', 'contacted', 'reached', 'totalCost', 'profit', 'precision', 'lift'] as const).map(
                (name) => (
                  <th key={name} scope="col" className="figure">
                    {t(`decisions.${name}`)}
                  </th>
                ),
              )}
              <th scope="col" className="figure">
                {t('decisions.precisionAt', { count: decision.capacity })}
              </th>
            </tr>
          </thead>
          <tbody>
            {decision.comparisons.map((one) => (
              <tr key={one.strategy} className={one.totalCost === cheapest ? 'cheapest' : ''}>
                <th scope="row" title={t(`decisions.strategyText.${one.strategy}`)}>
                  {t(`decisions.strategies.${one.strategy}`)}
                </th>
                <td>{ratio(one.threshold)}</td>
                <td>{formatCount(one.targeted, language)}</td>
                <td>{formatCount(one.churnersReached, language)}</td>
                <td>{money(one.totalCost)}</td>
                <td>{money(one.profit)}</td>
                <td>{ratio(one.precision)}</td>
                <td>{times(one.lift)}</td>
                <td>{ratio(one.precisionAtCapacity)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroller>
    </section>
  );
}
