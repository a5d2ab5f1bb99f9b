import { useCallback } from 'react';
import { fetchPivot } from '../api/operations.js';
import type { CatalogView, Cell, FilterInput } from '../api/types.js';
import { factorName } from '../i18n/factors.js';
import { formatValue, localeOf } from '../i18n/format.js';
import { useWords } from '../i18n/use-words.js';
import { Failure } from '../parts/states.js';
import { useFetched } from '../parts/use-fetched.js';
import { driversOf, driversView, type RiskDriver } from './driver-list.js';
import { probabilityOf, type Step, waterfall } from './waterfall.js';

const SHOWN = 8;
/** More than a formula has parts that differ: then all of them come, and what is not shown is known too. */
const ALL = 100;

interface DriversProps {
  readonly catalog: readonly CatalogView[];
  readonly filters: readonly FilterInput[];
}

interface Told {
  readonly risk: Cell;
  /** Mean log-odds to leave in the next month. */
  readonly logOdds: number;
  readonly drivers: readonly RiskDriver[];
}

/** Null where the view of the drivers is not for the reader. */
async function fetchTold(view: CatalogView | undefined, filters: string, signal: AbortSignal): Promise<Told | null> {
  if (!view) return null;
  const result = await fetchPivot(
    {
      view: view.name,
      rows: [],
      columns: [],
      measures: [
        { name: 'churn_risk' },
        { name: 'next_month_log_odds' },
        { name: 'risk_drivers', arguments: { top: ALL } },
      ],
      filters: JSON.parse(filters) as FilterInput[],
    },
    signal,
  );
  const [risk = null, logOdds, drivers = null] = result.cells[0] ?? [];
  return { risk, logOdds: Number(logOdds), drivers: driversOf(drivers) };
}

/** What makes a group, or one customer, likelier or less likely to leave than the average customer. */
export function Drivers({ catalog, filters }: DriversProps) {
  const { t, language } = useWords();
  const view = driversView(catalog);
  const asked = JSON.stringify(filters);
  const {
    value: told,
    error,
    again,
  } = useFetched(useCallback((signal: AbortSignal) => fetchTold(view, asked, signal), [view, asked]));
  if (!view) return null;
  if (error !== null) return <Failure error={error} onRetry={again} />;
  if (!told) return <span className="skeleton block" />;
  if (told.drivers.length === 0) return <p className="fine">{t('browse.driversNone')}</p>;
  return (
    <div className="drivers">
      <p>
        {t('browse.driversRisk')}{' '}
        <b>{formatValue(told.risk, { type: 'float', unit: 'ratio', format: 'percent' }, language)}</b>
      </p>
      <Waterfall steps={waterfall(told.drivers, told.logOdds, SHOWN)} />
      <p className="fine">{t('browse.driversText')}</p>
    </div>
  );
}

/** Bars that hand over to each other, from the average customer at the top to the score at the bottom. */
function Waterfall({ steps }: { readonly steps: readonly Step[] }) {
  const { t, language } = useWords();
  const ends = steps.flatMap((step) => [step.from, step.to]);
  const [least, most] = [Math.min(...ends), Math.max(...ends)];
  const width = most - least || 1;
  // A little room on both sides, so that the marks of the first and last step can be seen whole.
  const at = (value: number) => 2 + ((value - least) / width) * 96;
  const size = new Intl.NumberFormat(localeOf(language), {
    signDisplay: 'exceptZero',
    minimumFractionDigits: 2,
    maximumFractionDigits: 2,
  });
  const chance = new Intl.NumberFormat(localeOf(language), { style: 'percent', maximumFractionDigits: 2 });
  const name = (step: Step) =>
    step.kind === 'factor' ? factorName(step.factor, language) : t(`browse.steps.${step.kind}`);
  return (
    <ol className="waterfall">
      {steps.map((step, i) => {
        const anchor = step.kind === 'base' || step.kind === 'score';
        return (
          <li key={`${i}-${step.factor}`} className={anchor ? 'anchor' : ''}>
            <span title={step.factor}>{name(step)}</span>
            <span className="track" aria-hidden="true">
              <i
                className={anchor ? 'mark' : step.to > step.from ? 'worse' : 'better'}
                style={{
                  left: `${Math.min(at(step.from), at(step.to))}%`,
                  width: anchor ? '2px' : `${Math.abs(at(step.to) - at(step.from))}%`,
                }}
              />
            </span>
            <span className="figure">
              {anchor
                ? t('browse.aMonth', { chance: chance.format(probabilityOf(step.to)) })
                : size.format(step.to - step.from)}
            </span>
          </li>
        );
      })}
    </ol>
  );
}
