import { factorName } from '../i18n/factors.js';
import { formatChange } from '../i18n/format.js';
import { useWords } from '../i18n/use-words.js';
import { Scroller } from '../parts/scroller.js';
import { Truncated } from '../parts/states.js';
import { bridge, type Share } from './bridge.js';
import { BridgeBars } from './bridge-bars.js';
import { useRates } from './use-rates.js';
import type { Decomposition } from './use-why.js';

const SHOWN = 8;

interface WhyAnswerProps {
  readonly found: Decomposition;
  readonly change: NonNullable<Decomposition['change']>;
  /** What the mix is of. */
  readonly by: string;
  /** Of the period before and the one asked for. */
  readonly names: readonly string[];
}

/** The change as a bridge and as ranked lists: reasons and mix as observed, drivers as the model saw it coming. */
export function WhyAnswer({ found, change, by, names }: WhyAnswerProps) {
  const { t, language } = useWords();
  const { rate, points } = useRates();
  const [before = '', after = ''] = names;
  const { predicted, level } = found;
  const drivers = (predicted?.drivers ?? []).map(({ name, contribution }) => ({
    name: factorName(name, language),
    contribution,
  }));
  const sum = (parts: readonly Share[]) => parts.reduce((total, { contribution }) => total + contribution, 0);
  const relative = formatChange(
    change.after,
    change.before,
    { type: 'float', unit: null, format: null },
    language,
  )?.text;
  const now = new Map(level.reasons.map(({ name, contribution }) => [name, contribution]));
  return (
    <>
      <section className="kpis" aria-label={t('decisions.why.change')}>
        {(
          [
            ['before', before, rate(change.before)],
            ['after', after, rate(change.after)],
            ['change', t('decisions.why.change'), points(change.change)],
          ] as const
        ).map(([name, title, value]) => (
          <article key={name} className="kpi decision-figure" data-figure={name}>
            <span className="kpi-title">{title}</span>
            <span className="kpi-value">{value}</span>
            <span className="fine">{name === 'change' ? relative : t('decisions.why.rate')}</span>
          </article>
        ))}
      </section>
      <div className="decision-halves">
        <section className="card" aria-label={t('decisions.why.observed')}>
          <h2>{t('decisions.why.observed')}</h2>
          <BridgeBars
            label={t('decisions.why.observed')}
            steps={bridge(
              { name: before, contribution: change.before },
              change.reasons,
              [{ name: t('decisions.why.mixOf', { name: by }), contribution: sum(change.mix) }],
              { name: after, contribution: change.after },
              SHOWN,
            )}
          />
          <p className="fine">{t('decisions.why.observedText')}</p>
        </section>
        <section className="card" aria-label={t('decisions.why.drivers')}>
          <h2>{t('decisions.why.drivers')}</h2>
          {predicted ? (
            <BridgeBars
              label={t('decisions.why.drivers')}
              steps={bridge(
                { name: before, contribution: change.before },
                drivers,
                [
                  { name: t('decisions.why.rest'), contribution: predicted.rest },
                  { name: t('decisions.why.unpredicted'), contribution: predicted.unpredicted },
                ],
                { name: after, contribution: change.after },
                SHOWN,
              )}
            />
          ) : (
            <p>{found.notPredictedBecause}</p>
          )}
          <p className="fine">
            {predicted
              ? t('decisions.why.driversText', { before: rate(predicted.before), after: rate(predicted.after) })
              : t('decisions.why.driversNone')}
          </p>
        </section>
      </div>
      <div className="decision-halves">
        <Ranked
          title={t('decisions.why.reasons')}
          parts={change.reasons}
          more={{ title: t('decisions.why.now'), of: (name) => rate(now.get(name) ?? 0) }}
          total={sum(change.reasons)}
        />
        <Ranked title={t('decisions.why.mixOf', { name: by })} parts={change.mix} total={sum(change.mix)} />
        {predicted && (
          <Ranked
            title={t('decisions.why.driversRanked')}
            parts={[
              ...drivers,
              { name: t('decisions.why.rest'), contribution: predicted.rest },
              { name: t('decisions.why.unpredicted'), contribution: predicted.unpredicted },
            ]}
            total={change.change}
          />
        )}
      </div>
      {!found.receipt.complete && <Truncated because={found.receipt.incompleteBecause} />}
    </>
  );
}

interface RankedProps {
  readonly title: string;
  readonly parts: readonly Share[];
  readonly total: number;
  readonly more?: { readonly title: string; readonly of: (name: string) => string };
}

function Ranked({ title, parts, total, more }: RankedProps) {
  const { t } = useWords();
  const { points } = useRates();
  return (
    <section className="card">
      <h2>{title}</h2>
      <Scroller className="decision-table decision-ranked" label={title}>
        <table>
          <thead>
            <tr>
              <th scope="col">{title}</th>
              {more && <th scope="col">{more.title}</th>}
              <th scope="col">{t('decisions.why.contribution')}</th>
            </tr>
          </thead>
          <tbody>
            {parts.map(({ name, contribution }) => (
              <tr key={name}>
                <th scope="row">{name}</th>
                {more && <td>{more.of(name)}</td>}
                <td>{points(contribution)}</td>
              </tr>
            ))}
          </tbody>
          <tfoot>
            <tr>
              <th scope="row">{t('decisions.why.together')}</th>
              {more && <td />}
              <td>{points(total)}</td>
            </tr>
          </tfoot>
        </table>
      </Scroller>
    </section>
  );
}
