import { fetchModelVersions, type ModelVersion } from '../api/administration.js';
import { factorName } from '../i18n/factors.js';
import { formatCount, formatInstant, formatPeriod, localeOf } from '../i18n/format.js';
import { useWords } from '../i18n/use-words.js';
import { useFetched } from '../parts/use-fetched.js';
import { chosenModel } from './chosen-model.js';
import { DriftList } from './drift-list.js';
import { Panel, Table } from './panel.js';
import { Reliability } from './reliability.js';
import { ScoredMonths } from './scored-months.js';

/** The versions of the churn model, each with its figures on rows that it had not seen. */
export function Models() {
  const { t } = useWords();
  const fetched = useFetched(fetchModelVersions);
  return (
    <Panel
      title={t('operations.models')}
      text={t('operations.modelsText')}
      fetched={fetched}
      isEmpty={(list) => list.length === 0}
    >
      {(list) => (
        <div className="models">
          {list.map((version) => (
            <Version key={version.version} version={version} />
          ))}
        </div>
      )}
    </Panel>
  );
}

type Interval = { readonly low: number; readonly high: number };

function Version({ version }: { readonly version: ModelVersion }) {
  const { t, language } = useWords();
  const { holdout } = version;
  const number = (value: number, digits = 3) =>
    new Intl.NumberFormat(localeOf(language), { minimumFractionDigits: digits, maximumFractionDigits: digits }).format(
      value,
    );
  const count = (value: number) => formatCount(value, language);
  const within = (interval: Interval | null | undefined, digits: number) =>
    interval ? ` · 95%: ${number(interval.low, digits)} – ${number(interval.high, digits)}` : '';
  const [first, last] = [version.months[0], version.months.at(-1)];
  const drifted = version.drift.filter((one) => one.drifted);
  return (
    <article className={`model${version.inUse ? ' in-use' : ''}`}>
      <h3>
        {t('operations.version', { version: version.version })}{' '}
        {version.inUse && <span className="pill calm">{t('operations.inUse')}</span>}
        <span className="fine">
          {t('operations.fitted', { time: formatInstant(version.fittedAt, language), snapshot: version.snapshot })}
        </span>
      </h3>
      {holdout ? (
        <dl className="figures">
          <Figure
            name="AUC"
            value={number(holdout.auc)}
            hint={t('operations.hints.auc') + within(holdout.aucInterval, 3)}
          />
          <Figure
            name={t('operations.lift')}
            value={`${number(holdout.topDecileLift, 1)}×`}
            hint={t('operations.hints.lift') + within(holdout.topDecileLiftInterval, 1)}
          />
          <Figure
            name={t('operations.slope')}
            value={number(holdout.calibrationSlope, 2)}
            hint={t('operations.hints.slope') + within(holdout.calibration?.slopeInterval, 2)}
          />
          {holdout.calibration && holdout.calibration.inTheLarge !== null && (
            <Figure
              name={t('operations.inTheLarge')}
              value={number(holdout.calibration.inTheLarge, 2)}
              hint={
                t('operations.hints.inTheLarge', {
                  expected: number(holdout.calibration.expected, 1),
                  actual: count(holdout.calibration.actual),
                }) + within(holdout.calibration.inTheLargeInterval, 2)
              }
            />
          )}
          <Figure name="ECE" value={number(holdout.ece, 4)} hint={t('operations.hints.ece')} />
          <Figure
            name={t('operations.logLoss')}
            value={number(holdout.logLoss, 4)}
            hint={t('operations.hints.logLoss')}
          />
          <Figure name="Brier" value={number(holdout.brier, 4)} hint={t('operations.hints.brier')} />
        </dl>
      ) : (
        <p className="fine">{t('operations.noHoldout')}</p>
      )}
      <div className="model-body">
        <dl className="facts">
          <dt>{t('operations.learntFrom')}</dt>
          <dd>
            {t('operations.rowsAndLeavers', { rows: count(version.rows), churned: count(version.churned) })}
            {first && last && ` · ${formatPeriod(first, 'month', language)} – ${formatPeriod(last, 'month', language)}`}
          </dd>
          {holdout && (
            <>
              <dt>{t('operations.judgedOn')}</dt>
              <dd>
                {t('operations.rowsAndLeavers', { rows: count(holdout.rows), churned: count(holdout.churned) })} ·{' '}
                {holdout.by === 'customers' ? t('operations.everyFifth') : formatPeriod(holdout.by, 'month', language)}
              </dd>
            </>
          )}
          <dt>{t('operations.chosen')}</dt>
          <dd>{chosenModel(version.chosen, language)}</dd>
          <dt>{t('operations.features', { count: version.features.length })}</dt>
          <dd>{version.features.map((one) => factorName(one, language)).join('; ')}</dd>
          <dt>{t('operations.drift')}</dt>
          <dd>{drifted.length === 0 ? t('operations.noDrift') : <DriftList drift={drifted} />}</dd>
          {version.refused.length > 0 && (
            <>
              <dt>{t('operations.refused')}</dt>
              <dd>{version.refused.map((one) => `${one.column}: ${one.reason}`).join('; ')}</dd>
            </>
          )}
        </dl>
        {holdout && <Reliability deciles={holdout.deciles} />}
      </div>
      {version.backtest.length > 0 && (
        <Table
          label={t('operations.backtest')}
          rows={version.backtest}
          keyOf={(one) => one.month}
          columns={[
            {
              key: 'month',
              title: t('operations.backtest'),
              cell: (one) => formatPeriod(one.month, 'month', language),
            },
            { key: 'rows', title: t('operations.rows'), figure: true, cell: (one) => count(one.rows) },
            { key: 'churned', title: t('operations.leavers'), figure: true, cell: (one) => count(one.churned) },
            { key: 'auc', title: 'AUC', figure: true, cell: (one) => number(one.auc) },
            { key: 'logLoss', title: t('operations.logLoss'), figure: true, cell: (one) => number(one.logLoss, 4) },
            {
              key: 'slope',
              title: t('operations.slope'),
              figure: true,
              cell: (one) => number(one.calibrationSlope, 2),
            },
            {
              key: 'inTheLarge',
              title: t('operations.inTheLarge'),
              figure: true,
              cell: (one) => (one.calibration?.inTheLarge == null ? '–' : number(one.calibration.inTheLarge, 2)),
            },
          ]}
        />
      )}
      {version.scored.length > 0 && <ScoredMonths months={version.scored} />}
    </article>
  );
}

function Figure({ name, value, hint }: { readonly name: string; readonly value: string; readonly hint: string }) {
  return (
    <div title={hint}>
      <dt>{name}</dt>
      <dd>{value}</dd>
      <dd className="fine">{hint}</dd>
    </div>
  );
}
