import { useEffect, useState } from 'react';
import { fetchPivot } from '../api/operations.js';
import type { CatalogView, Me } from '../api/types.js';
import { formatPeriod, formatValue } from '../i18n/format.js';
import { useWords } from '../i18n/use-words.js';
import { CloseIcon } from '../parts/icons.js';
import { type Alert, alertsOf, isCrossed, keepAlerts } from './alerts.js';
import { courseOf, infoOf } from './kpis.js';

interface Checked {
  readonly month: string;
  readonly value: number | null;
}

/** The user's thresholds against the current snapshot's latest month. */
export function AlertList({ me, catalog }: { readonly me: Me; readonly catalog: readonly CatalogView[] }) {
  const { t, language, titleOf } = useWords();
  const [alerts, setAlerts] = useState(() => alertsOf(me.user));
  const [checked, setChecked] = useState<ReadonlyMap<string, Checked>>(new Map());
  useEffect(() => {
    const controller = new AbortController();
    for (const alert of alerts)
      check(alert, catalog, controller.signal).then(
        (found) => found && setChecked((before) => new Map([...before, [alert.id, found]])),
        () => undefined, // A subject that the user may no longer see stays unchecked.
      );
    return () => controller.abort();
  }, [alerts, catalog]);
  const remove = (id: string) => {
    const left = alerts.filter((one) => one.id !== id);
    keepAlerts(me.user, left);
    setAlerts(left);
  };
  return (
    <section className="alerts" aria-label={t('home.alerts')}>
      <h2>{t('home.alerts')}</h2>
      {alerts.length === 0 && <p className="fine">{t('home.alertsNone')}</p>}
      <ul>
        {alerts.map((alert) => {
          const measure = catalog
            .find((one) => one.name === alert.view)
            ?.measures.find((one) => one.name === alert.measure);
          const now = checked.get(alert.id);
          if (!measure) return null;
          const info = infoOf(measure);
          const crossed = now?.value !== undefined && now.value !== null && isCrossed(alert, now.value);
          return (
            <li key={alert.id} className={crossed ? 'crossed' : ''}>
              <span className="alert-mark">{now ? t(crossed ? 'home.alertOn' : 'home.alertOff') : '…'}</span>
              <span>
                <b>{titleOf(measure)}</b>{' '}
                {t(alert.when === 'above' ? 'home.alertAbove' : 'home.alertBelow', {
                  value: formatValue(alert.threshold, info, language),
                })}
                {alert.slice && <span className="fine"> · {alert.slice}</span>}
              </span>
              <span className="figure">
                {now &&
                  t('home.alertNow', {
                    value: formatValue(now.value, info, language),
                    month: formatPeriod(now.month, 'month', language),
                  })}
              </span>
              <button
                type="button"
                className="quiet"
                aria-label={`${t('browse.remove')} ${titleOf(measure)}`}
                onClick={() => remove(alert.id)}
              >
                <CloseIcon />
              </button>
            </li>
          );
        })}
      </ul>
      {alerts.length > 0 && <p className="fine">{t('home.alertsKept')}</p>}
    </section>
  );
}

async function check(alert: Alert, catalog: readonly CatalogView[], signal: AbortSignal): Promise<Checked | null> {
  const view = catalog.find((one) => one.name === alert.view);
  if (!view?.timeDimension) return null;
  const result = await fetchPivot(
    {
      view: alert.view,
      rows: [],
      columns: [{ name: view.timeDimension, granularity: 'month' }],
      measures: [
        { name: alert.measure, ...(Object.keys(alert.arguments).length > 0 ? { arguments: alert.arguments } : {}) },
      ],
      filters: alert.filters,
    },
    signal,
  );
  return courseOf(result, 0)?.latest ?? null;
}
