import { type Alert, removeAlert } from '../api/alerts.js';
import type { CatalogMeasure, CatalogView } from '../api/types.js';
import { linkTo } from '../app/route.js';
import { formatInstant, formatPeriod, formatValue } from '../i18n/format.js';
import { useWords } from '../i18n/use-words.js';
import { BellIcon, CloseIcon } from '../parts/icons.js';
import { Failure } from '../parts/states.js';
import { encodeState } from '../pivot/url.js';
import { alertState } from './alert-slice.js';
import { infoOf } from './kpis.js';
import type { Alerts } from './use-alerts.js';

const WHEN = { above: 'home.alertAbove', below: 'home.alertBelow', outside: 'home.alertOutside' } as const;

interface AlertListProps {
  readonly alerts: Alerts;
  readonly catalog: readonly CatalogView[];
}

/** The user's thresholds as they stand at the current snapshot, the crossed ones first, with when they crossed. */
export function AlertList({ alerts: { list, error, reload, drop }, catalog }: AlertListProps) {
  const { t } = useWords();
  const sorted = [...(list ?? [])].sort((a, b) => Number(b.check?.crossed ?? 0) - Number(a.check?.crossed ?? 0));
  const crossed = sorted.filter((one) => one.check?.crossed).length;
  return (
    <section className="alerts card" aria-label={t('home.alerts')}>
      <h2>
        {t('home.alerts')}
        {crossed > 0 && <span className="pill">{t('home.alertsCrossed', { count: crossed })}</span>}
      </h2>
      {error !== null && <Failure error={error} onRetry={reload} />}
      {!list && error === null && <span className="skeleton block" />}
      {list?.length === 0 && (
        <p className="alerts-none">
          <BellIcon /> {t('home.alertsNone')}
        </p>
      )}
      <ul>
        {sorted.map((alert) => (
          <AlertItem
            key={alert.id}
            alert={alert}
            view={catalog.find((one) => one.name === alert.view)}
            onRemove={() => void removeAlert(alert.id).then(() => drop(alert.id), reload)}
          />
        ))}
      </ul>
    </section>
  );
}

interface AlertItemProps {
  readonly alert: Alert;
  readonly view: CatalogView | undefined;
  readonly onRemove: () => void;
}

function AlertItem({ alert, view, onRemove }: AlertItemProps) {
  const { t, language, titleOf } = useWords();
  const measure = view?.measures.find((one) => one.name === alert.measure);
  const title = measure ? titleOf(measure) : alert.measure;
  const { check } = alert;
  const state = view && alertState(alert, view);
  const value = (figure: number | null) => (measure ? formatValue(figure, infoOf(measure), language) : String(figure));
  const since = check?.crossed ? alert.crossings[0] : undefined;
  const status = check?.error ? 'alertFailed' : check?.crossed ? 'alertOn' : check ? 'alertOff' : 'alertUnchecked';
  return (
    <li className={check?.crossed ? 'crossed' : ''}>
      <span className="alert-mark">{t(`home.${status}`)}</span>
      <span className="alert-what">
        {state ? <a href={linkTo('browse', encodeState(state))}>{title}</a> : <b>{title}</b>}{' '}
        {t(WHEN[alert.when], {
          value: alert.when === 'outside' ? `${alert.threshold * 100}%` : value(alert.threshold),
        })}
        {alert.slice && <span className="fine"> · {alert.slice}</span>}
        {given(alert, measure) && <span className="fine"> · {given(alert, measure)}</span>}
        {since && (
          <span className="fine alert-since">
            {t('home.alertSince', {
              time: formatInstant(since.at, language),
              snapshot: since.snapshot,
              value: value(since.value),
            })}
          </span>
        )}
        {check?.error && <span className="fine alert-since">{check.error.message}</span>}
      </span>
      <span className="figure">
        {check && !check.error && (
          <>
            <b>{value(check.value)}</b>{' '}
            <span className="fine">{check.month ? formatPeriod(check.month, 'month', language) : ''}</span>
          </>
        )}
      </span>
      <button type="button" className="quiet" aria-label={`${t('browse.remove')} ${title}`} onClick={onRemove}>
        <CloseIcon />
      </button>
    </li>
  );
}

/** The arguments that differ from the declared ones, such as `horizon_months 12`. */
function given(alert: Alert, measure: CatalogMeasure | undefined): string {
  return Object.entries(alert.arguments)
    .filter(([name, value]) => measure?.arguments.find((one) => one.name === name)?.default !== value)
    .map(([name, value]) => `${name.replaceAll('_', ' ')} ${value}`)
    .join(', ');
}
