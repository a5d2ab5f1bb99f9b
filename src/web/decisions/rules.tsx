import { App, Button, Segmented } from 'antd';
import { useState } from 'react';
import type { Me } from '../api/types.js';
import { formatCount, formatInstant, formatPeriod, formatValue } from '../i18n/format.js';
import { useWords } from '../i18n/use-words.js';
import { Scroller } from '../parts/scroller.js';
import { Failure } from '../parts/states.js';
import { edited, INDICATORS, KINDS, type Kind, type Rule, type RuleVersion, SIGNS } from './rule.js';
import { ThresholdList } from './threshold-list.js';
import { saveRule, useCount, useVersions } from './use-rules.js';

/** Roles that may change what everybody's customers are called; the server decides. */

/** Which customers are called big, or potential: thresholds with the count of whom they take in before they are saved. */
export function Rules({ me }: { readonly me: Me }) {
  const { t } = useWords();
  const [kind, setKind] = useState<Kind>('big');
  const { value: versions, error, again } = useVersions(kind);
  return (
    <div className="decision-part">
      <header className="home-head">
        <h1>{t('decisions.rules.title')}</h1>
        <p className="fine">{t('decisions.rules.text')}</p>
      </header>
      <div>
        <Segmented
          aria-label={t('decisions.rules.kind')}
          value={kind}
          options={KINDS.map((value) => ({ value, label: t(`decisions.rules.kinds.${value}`) }))}
          onChange={setKind}
        />
      </div>
      {error !== null && <Failure error={error} onRetry={again} />}
      {!versions && error === null && <span className="skeleton block decision-skeleton" />}
      {versions?.[0] && (
        <RuleEditor
          key={`${kind} ${versions[0].version}`}
          kind={kind}
          versions={versions}
          current={versions[0]}
          maySave={me.rights.includes('rules')}
          onSaved={again}
        />
      )}
    </div>
  );
}

interface RuleEditorProps {
  readonly kind: Kind;
  readonly versions: readonly RuleVersion[];
  readonly current: RuleVersion;
  readonly maySave: boolean;
  readonly onSaved: () => void;
}

function RuleEditor({ kind, versions, current, maySave, onSaved }: RuleEditorProps) {
  const { t, language } = useWords();
  const { message } = App.useApp();
  const [rule, setRule] = useState<Rule>(current.rule);
  const [saving, setSaving] = useState(false);
  const { count, ready, error, again } = useCount(rule);
  const changed = JSON.stringify(rule) !== JSON.stringify(current.rule);
  const empty = rule.all.length + rule.any.length === 0;
  const keep = () => {
    setSaving(true);
    saveRule(kind, rule, current.version)
      .then((version) => {
        void message.success(t('decisions.rules.saved', { version }));
        onSaved();
      })
      .catch((problem: unknown) => void message.error(problem instanceof Error ? problem.message : String(problem)))
      .finally(() => setSaving(false));
  };
  const edit = (change: Parameters<typeof edited>[1]) => setRule((before) => edited(before, change));
  const reached = (from: number, to: number) => (ready && count ? count.reached.slice(from, to) : null);
  const share = count && count.of > 0 ? count.customers / count.of : null;
  return (
    <>
      <section className={`kpis${ready ? ' decisions-ready' : ''}`} aria-live="polite">
        <article className="kpi decision-figure" data-figure="ruleCustomers">
          <span className="kpi-title">{t(changed ? 'decisions.rules.would' : 'decisions.rules.does')}</span>
          <span className="kpi-value">{empty || !count ? '–' : formatCount(count.customers, language)}</span>
          <span className="fine">
            {empty && t('decisions.rules.empty')}
            {!empty &&
              count?.month &&
              t('decisions.rules.counted', {
                of: formatCount(count.of, language),
                share: formatValue(share, { type: 'float', unit: 'ratio', format: 'percent' }, language),
                month: formatPeriod(count.month, 'month', language),
              })}
            {!empty && count && !count.month && t('decisions.rules.notValued')}
          </span>
        </article>
      </section>
      {error !== null && <Failure error={error} onRetry={again} />}
      <div className="decision-halves">
        <ThresholdList side="all" rule={rule} reached={reached(0, rule.all.length)} readOnly={!maySave} onEdit={edit} />
        <ThresholdList
          side="any"
          rule={rule}
          reached={reached(rule.all.length, rule.all.length + rule.any.length)}
          readOnly={!maySave}
          onEdit={edit}
        />
      </div>
      {maySave && (
        <div className="rule-actions">
          <Button type="primary" disabled={!changed || empty || !ready} loading={saving} onClick={keep}>
            {t('decisions.rules.save')}
          </Button>
          <Button disabled={!changed} onClick={() => setRule(current.rule)}>
            {t('decisions.rules.discard')}
          </Button>
          <span className="fine">{t('decisions.rules.saveText')}</span>
        </div>
      )}
      <section className="card" aria-label={t('decisions.rules.versions')}>
        <h2>{t('decisions.rules.versions')}</h2>
        <Scroller className="decision-table" label={t('decisions.rules.versions')}>
          <table className="rule-versions">
            <thead>
              <tr>
                {(['version', 'savedBy', 'savedAt', 'thresholds'] as const).map((name) => (
                  <th key={name} scope="col">
                    {t(`decisions.rules.columns.${name}`)}
                  </th>
                ))}
                <td />
              </tr>
            </thead>
            <tbody>
              {versions.map((one) => (
                <tr key={one.version}>
                  <th scope="row">{one.version}</th>
                  <td>{one.savedBy ?? t('decisions.rules.byDefault')}</td>
                  <td>{formatInstant(one.savedAt, language)}</td>
                  <td>{ruleText(one.rule, t)}</td>
                  <td>
                    {maySave && one.version !== current.version && (
                      <button type="button" className="quiet" onClick={() => setRule(one.rule)}>
                        {t('decisions.rules.take')}
                      </button>
                    )}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </Scroller>
      </section>
    </>
  );
}

type Words = ReturnType<typeof useWords>['t'];

function ruleText({ all, any }: Rule, t: Words): string {
  const known: ReadonlySet<string> = new Set(INDICATORS);
  const threshold = ({ indicator, comparison, value }: Rule['all'][number]) =>
    `${known.has(indicator) ? t(`decisions.rules.indicators.${indicator}`) : indicator} ${SIGNS[comparison as keyof typeof SIGNS] ?? comparison} ${value}`;
  const one = any.map(threshold).join(t('decisions.rules.or'));
  return [...all.map(threshold), ...(one === '' ? [] : [any.length > 1 && all.length > 0 ? `(${one})` : one])].join(
    t('decisions.rules.and'),
  );
}
