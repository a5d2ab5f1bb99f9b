import { InputNumber, Select } from 'antd';
import { formatCount } from '../i18n/format.js';
import { useWords } from '../i18n/use-words.js';
import { CloseIcon, PlusIcon } from '../parts/icons.js';
import { INDICATORS, type Rule, type RuleEdit, SIGNS, type Side } from './rule.js';

interface ThresholdListProps {
  readonly side: Side;
  readonly rule: Rule;
  /** How many reach each threshold of this side alone; null while that is not known. */
  readonly reached: readonly number[] | null;
  readonly readOnly: boolean;
  readonly onEdit: (edit: RuleEdit) => void;
}

/** The thresholds of which all, or one, are to be reached. */
export function ThresholdList({ side, rule, reached, readOnly, onEdit }: ThresholdListProps) {
  const { t, language } = useWords();
  const title = t(`decisions.rules.${side}`);
  return (
    <section className="card rule-side" aria-label={title}>
      <h2>{title}</h2>
      <ul>
        {rule[side].map((one, at) => (
          // thresholds have no name but their place
          <li key={at}>
            <Select
              aria-label={t('decisions.rules.indicator')}
              value={one.indicator}
              disabled={readOnly}
              options={INDICATORS.map((value) => ({ value, label: t(`decisions.rules.indicators.${value}`) }))}
              onChange={(indicator) => onEdit({ type: 'change', side, at, to: { indicator } })}
              popupMatchSelectWidth={false}
            />
            <Select
              aria-label={t('decisions.rules.comparison')}
              value={one.comparison}
              disabled={readOnly}
              options={Object.entries(SIGNS).map(([value, label]) => ({ value, label }))}
              onChange={(comparison) => onEdit({ type: 'change', side, at, to: { comparison } })}
            />
            <InputNumber
              aria-label={t('decisions.rules.value')}
              value={one.value}
              disabled={readOnly}
              onChange={(value) => value !== null && onEdit({ type: 'change', side, at, to: { value } })}
            />
            <span className="fine">
              {reached?.[at] === undefined
                ? '…'
                : t('decisions.rules.alone', { count: formatCount(reached[at], language) } as Record<string, string>)}
            </span>
            {!readOnly && (
              <button
                type="button"
                className="plain"
                aria-label={t('decisions.rules.remove')}
                onClick={() => onEdit({ type: 'remove', side, at })}
              >
                <CloseIcon />
              </button>
            )}
          </li>
        ))}
      </ul>
      {rule[side].length === 0 && <p className="fine">{t('decisions.rules.nothing')}</p>}
      {!readOnly && (
        <button type="button" className="quiet" onClick={() => onEdit({ type: 'add', side })}>
          <PlusIcon /> {t('decisions.rules.add')}
        </button>
      )}
    </section>
  );
}
