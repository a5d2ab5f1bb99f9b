import type { Alert } from '../api/alerts.js';
import type { ColumnInfo } from '../api/types.js';
import { linkTo } from '../app/route.js';
import { type Change, currencyOf, formatChange, formatPeriod, formatShort, unitBeside } from '../i18n/format.js';
import { useWords } from '../i18n/use-words.js';
import { BellIcon } from '../parts/icons.js';
import { plainState } from '../pivot/fields.js';
import { encodeState } from '../pivot/url.js';
import { AlertPopover } from './alert-popover.js';
import { type Course, infoOf, type ShownKpi } from './kpis.js';
import { Sparkline } from './sparkline.js';
import type { KpiTarget } from './use-courses.js';

interface KpiCardProps {
  readonly kpi: ShownKpi;
  readonly course: Course | null | undefined;
  /** What the figure should be in its latest month. */
  readonly target: KpiTarget | null;
  readonly failed: boolean;
  readonly chosen: boolean;
  readonly onChoose: () => void;
  readonly onAlert: (alert: Alert) => void;
}

/** A figure of the latest month, its course, and its change against the month before and last year. */
export function KpiCard({ kpi, course, target, failed, chosen, onChoose, onAlert }: KpiCardProps) {
  const { t, language, titleOf, units } = useWords();
  const info = infoOf(kpi.catalogMeasure);
  const title = titleOf(kpi.catalogMeasure);
  const latest = course?.latest.value ?? null;
  const browse = linkTo(
    'browse',
    encodeState({ ...plainState(kpi.catalogView), values: [{ measure: kpi.measure, arguments: {} }] }),
  );
  return (
    <article className={`kpi${chosen ? ' chosen' : ''}`}>
      <button
        type="button"
        className="plain kpi-main"
        aria-pressed={chosen}
        onClick={onChoose}
        title={kpi.catalogMeasure.description}
      >
        <span className="kpi-title">{title}</span>
        {course === undefined && !failed ? (
          <span className="skeleton kpi-value" />
        ) : (
          <span className="kpi-value">
            {latest === null ? '–' : formatShort(latest, info, language)}{' '}
            <small>{currencyOf(info) ? '' : unitBeside(title, info, units)}</small>
          </span>
        )}
        <Sparkline values={course?.values ?? []} target={target?.value ?? null} />
        <span className="kpi-changes">
          <ChangeOf
            label={t('home.month')}
            change={formatChange(latest, course?.previous ?? null, info, language)}
            good={kpi.good}
          />
          <ChangeOf
            label={t('home.year')}
            change={formatChange(latest, course?.lastYear ?? null, info, language)}
            good={kpi.good}
          />
        </span>
        {target !== null && latest !== null && <Target target={target} latest={latest} info={info} good={kpi.good} />}
      </button>
      <footer>
        <span className="fine">
          {failed ? t('error.title') : course ? formatPeriod(course.latest.month, 'month', language) : ''}
        </span>
        <AlertPopover
          title={title}
          slice=""
          info={info}
          current={latest}
          watched={{ view: kpi.view, measure: kpi.measure, arguments: {}, filters: [], slice: '' }}
          onSet={onAlert}
        >
          <button type="button" className="quiet bell" aria-label={`${t('home.alert')}: ${title}`}>
            <BellIcon />
          </button>
        </AlertPopover>
        <a href={browse} aria-label={`${t('home.open')}: ${title}`}>
          {t('home.open')}
        </a>
      </footer>
    </article>
  );
}

interface TargetProps {
  readonly target: KpiTarget;
  readonly latest: number;
  readonly info: ColumnInfo;
  readonly good: 'up' | 'down' | null;
}

/** What the figure should be, and whether it is: by word and sign as well as by colour. */
function Target({ target: { value: target, provinces }, latest, info, good }: TargetProps) {
  const { t, language } = useWords();
  // Where nobody says which way is good, a target is to be reached.
  const met = good === 'down' ? latest <= target : latest >= target;
  return (
    <span
      className={`kpi-target ${met ? 'better' : 'worse'}`}
      title={provinces === null ? undefined : t('home.targetOfProvinces', { count: provinces })}
    >
      {t(provinces === null ? 'home.target' : 'home.targetOwn', { value: formatShort(target, info, language) })}{' '}
      <b>
        {met ? '✓' : '✗'} {t(met ? 'home.targetMet' : 'home.targetMissed')}
      </b>{' '}
      {formatChange(latest, target, info, language)?.text}
    </span>
  );
}

/** A change with its direction as a sign; good or bad, where the model says which, by word as well as by colour. */
export function ChangeOf({
  label,
  change,
  good,
}: {
  readonly label: string;
  readonly change: Change | null;
  readonly good: 'up' | 'down' | null;
}) {
  const { t } = useWords();
  if (!change) return <span className="change-of none">{label} –</span>;
  const still = change.size === 0 || good === null;
  const fine = change.size > 0 === (good === 'up');
  return (
    <span className={`change-of${still ? '' : fine ? ' better' : ' worse'}`}>
      {label} <b>{change.text}</b> {!still && <span className="sr">{t(fine ? 'home.better' : 'home.worse')}</span>}
    </span>
  );
}
