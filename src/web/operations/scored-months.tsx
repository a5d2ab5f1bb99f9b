import type { ModelVersion } from '../api/administration.js';
import { formatCount, formatPeriod, localeOf } from '../i18n/format.js';
import { useWords } from '../i18n/use-words.js';
import { DriftList } from './drift-list.js';
import { Table } from './panel.js';

type Month = ModelVersion['scored'][number];

/** How a version's scores fared, month by month: who left against who was expected to, and what moved in the features. */
export function ScoredMonths({ months }: { readonly months: readonly Month[] }) {
  const { t, language } = useWords();
  const count = (value: number) => formatCount(Math.round(value), language);
  const number = (value: number | null) =>
    value === null
      ? '–'
      : new Intl.NumberFormat(localeOf(language), { minimumFractionDigits: 2, maximumFractionDigits: 2 }).format(value);
  const drifted = ({ drift }: Month) => {
    if (drift.length === 0) return '–';
    const moved = drift.filter((one) => one.drifted);
    if (moved.length === 0) return `0 / ${drift.length}`;
    return <DriftList drift={moved} />;
  };
  return (
    <Table
      label={t('operations.scoredText')}
      rows={months}
      keyOf={(one) => one.month}
      columns={[
        { key: 'month', title: t('operations.scored'), cell: (one) => formatPeriod(one.month, 'month', language) },
        { key: 'customers', title: t('operations.customers'), figure: true, cell: (one) => count(one.customers) },
        {
          key: 'expected',
          title: t('operations.expected'),
          figure: true,
          cell: (one) => (one.predicted === null ? '–' : count(one.predicted)),
        },
        {
          key: 'churned',
          title: t('operations.leavers'),
          figure: true,
          cell: (one) => (one.churned === null ? t('operations.notYet') : count(one.churned)),
        },
        {
          key: 'slope',
          title: t('operations.slope'),
          figure: true,
          cell: (one) => number(one.calibrationSlope),
        },
        {
          key: 'inTheLarge',
          title: t('operations.inTheLarge'),
          figure: true,
          cell: (one) => number(one.calibration?.inTheLarge ?? null),
        },
        { key: 'drift', title: t('operations.driftOfMonth'), cell: drifted },
      ]}
    />
  );
}
