import type { CatalogView, ColumnInfo } from '../api/types.js';
import { formatValue } from '../i18n/format.js';
import { useWords } from '../i18n/use-words.js';
import type { AheadOf } from '../pivot/ahead.js';

const SHARE = { type: 'float', unit: 'ratio', format: 'percent' } as const;

interface AheadReceiptProps {
  readonly ahead: AheadOf;
  readonly info: ColumnInfo;
  readonly view: CatalogView;
}

/** How a figure of a month ahead was made, of what, and how well the same would have done before. */
export function AheadReceipt({ ahead: { answer, cell, point }, info, view }: AheadReceiptProps) {
  const { t, language, titleOf } = useWords();
  const { basis } = answer;
  const share = (value: number) => formatValue(value, SHARE, language);
  const number = (value: number | null) => (value === null ? '–' : value.toFixed(2));
  const titled = (name: string) => {
    const measure = view.measures.find((one) => one.name === name);
    return measure ? titleOf(measure) : name;
  };
  const own = basis.limitedTo.provinces.length + basis.limitedTo.accountManagers.length > 0;
  const made = [
    t('browse.aheadMadeMonths', {
      count: basis.monthsUsed,
      first: basis.first?.slice(0, 7),
      last: basis.last?.slice(0, 7),
    }),
    ...(basis.leftOut ? [t('browse.aheadLeftOut', { month: basis.leftOut.slice(0, 7) })] : []),
    t(own ? 'browse.aheadOwnRows' : 'browse.aheadAllRows'),
  ];
  const intervals = point.intervals.map(
    ({ level, low, high }) =>
      `${share(level)}: ${formatValue(low, info, language)} … ${formatValue(high, info, language)}`,
  );
  return (
    <>
      <h3>{t('browse.aheadMethod')}</h3>
      <dl>
        <dt>{t('browse.aheadMethod')}</dt>
        <dd>
          {t('browse.aheadMethodText')}{' '}
          {basis.ratioOf &&
            t('browse.aheadRatio', {
              numerator: titled(basis.ratioOf.numerator),
              denominator: titled(basis.ratioOf.denominator),
            })}
        </dd>
        <dt>{t('browse.aheadMade')}</dt>
        <dd>{made.join(' · ')}</dd>
        {intervals.length > 0 && <dt>{t('browse.aheadIntervals')}</dt>}
        {intervals.length > 0 && <dd>{intervals.join(' · ')}</dd>}
        {cell.backTest && <dt>{t('browse.aheadBackTest')}</dt>}
        {cell.backTest && (
          <dd>
            {t('browse.aheadBackTestText', {
              months: cell.backTest.months,
              origins: cell.backTest.origins,
              smape: number(cell.backTest.smape),
              mase: number(cell.backTest.mase),
              coverage: cell.backTest.coverage
                .map(({ level, share: inside }) =>
                  t('browse.aheadInside', { share: share(inside), level: share(level) }),
                )
                .join(', '),
            })}
          </dd>
        )}
        {cell.notes.length > 0 && <dt>{t('browse.aheadNotes')}</dt>}
        {cell.notes.length > 0 && (
          <dd>{cell.notes.map((note) => t(`browse.aheadNote.${note}`, { defaultValue: note })).join(' · ')}</dd>
        )}
      </dl>
    </>
  );
}
