import { Select } from 'antd';
import { useWords } from '../i18n/use-words.js';
import type { Condition, LatestCondition, PeriodUnit } from './report.js';

const OFFERED: readonly { readonly count: number; readonly unit: PeriodUnit }[] = [
  { count: 1, unit: 'month' },
  { count: 3, unit: 'month' },
  { count: 6, unit: 'month' },
  { count: 12, unit: 'month' },
  { count: 13, unit: 'month' },
  { count: 24, unit: 'month' },
  { count: 1, unit: 'quarter' },
  { count: 4, unit: 'quarter' },
  { count: 1, unit: 'year' },
];

interface PeriodChoiceProps {
  readonly member: string;
  readonly conditions: readonly Condition[];
  readonly onChange: (conditions: readonly Condition[]) => void;
}

const isLatest = (condition: Condition): condition is LatestCondition => 'latest' in condition;

/** The last periods that there is data of, whenever the report is opened; a fixed range is a filter on the shelf. */
export function PeriodChoice({ member, conditions, onChange }: PeriodChoiceProps) {
  const { t } = useWords();
  const chosen = conditions.find(isLatest);
  const told = ({ count, unit }: LatestCondition['latest']) => t(`reports.latest.${unit}`, { count });
  const offered =
    chosen && !OFFERED.some(({ count, unit }) => count === chosen.latest.count && unit === chosen.latest.unit)
      ? [...OFFERED, chosen.latest]
      : OFFERED;
  return (
    <label className="tile-field">
      <span>{t('reports.period')}</span>
      <Select
        aria-label={t('reports.period')}
        value={chosen ? `${chosen.latest.count} ${chosen.latest.unit}` : 'all'}
        options={[
          { value: 'all', label: t('reports.allPeriods') },
          ...offered.map((one) => ({ value: `${one.count} ${one.unit}`, label: told(one) })),
        ]}
        onChange={(value) => {
          const others = conditions.filter((one) => !isLatest(one));
          const [count, unit] = value.split(' ');
          if (value === 'all') onChange(others);
          else onChange([...others, { member, latest: { count: Number(count), unit: unit as PeriodUnit } }]);
        }}
      />
    </label>
  );
}
