import { useEffect, useState } from 'react';
import { fetchPivot } from '../api/operations.js';
import type { CatalogView, Cell, FilterInput } from '../api/types.js';
import { formatValue, localeOf } from '../i18n/format.js';
import { useWords } from '../i18n/use-words.js';
import { Failure } from '../parts/states.js';
import { driversOf, driversView, type RiskDriver } from './driver-list.js';

const SHOWN = 8;

interface DriversProps {
  readonly catalog: readonly CatalogView[];
  readonly filters: readonly FilterInput[];
}

interface Told {
  readonly risk: Cell;
  readonly drivers: readonly RiskDriver[];
}

/** What makes a group, or one customer, likelier or less likely to leave than the average customer. */
export function Drivers({ catalog, filters }: DriversProps) {
  const { t, language } = useWords();
  const view = driversView(catalog);
  const [told, setTold] = useState<Told | null>(null);
  const [error, setError] = useState<unknown>(null);
  const asked = JSON.stringify(filters);
  useEffect(() => {
    if (!view) return;
    const controller = new AbortController();
    setTold(null);
    setError(null);
    fetchPivot(
      {
        view: view.name,
        rows: [],
        columns: [],
        measures: [{ name: 'churn_risk' }, { name: 'risk_drivers', arguments: { top: SHOWN } }],
        filters: JSON.parse(asked) as FilterInput[],
      },
      controller.signal,
    ).then(
      (result) => setTold({ risk: result.cells[0]?.[0] ?? null, drivers: driversOf(result.cells[0]?.[1] ?? null) }),
      (failed: unknown) => {
        if (!controller.signal.aborted) setError(failed);
      },
    );
    return () => controller.abort();
  }, [view, asked]);
  if (!view) return null;
  if (error !== null) return <Failure error={error} />;
  if (!told) return <span className="skeleton block" />;
  if (told.drivers.length === 0) return <p className="fine">{t('browse.driversNone')}</p>;
  const longest = Math.max(...told.drivers.map((one) => Math.abs(one.difference)));
  const figure = new Intl.NumberFormat(localeOf(language), {
    signDisplay: 'exceptZero',
    minimumFractionDigits: 2,
    maximumFractionDigits: 2,
  });
  return (
    <div className="drivers">
      <p>
        {t('browse.driversRisk')}{' '}
        <b>{formatValue(told.risk, { type: 'float', unit: 'ratio', format: 'percent' }, language)}</b>
      </p>
      <ul className="bars">
        {told.drivers.map((one) => (
          <li key={one.factor}>
            <span title={one.factor}>{one.factor}</span>
            <span className="bar-track" aria-hidden="true">
              <i
                className={one.difference > 0 ? 'worse' : 'better'}
                style={{
                  width: `${(Math.abs(one.difference) / (longest || 1)) * 50}%`,
                  ...(one.difference > 0 ? { left: '50%' } : { right: '50%' }),
                }}
              />
            </span>
            <span className="figure">{figure.format(one.difference)}</span>
          </li>
        ))}
      </ul>
      <p className="fine">{t('browse.driversText')}</p>
    </div>
  );
}
