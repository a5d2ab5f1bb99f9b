import { useWords } from '../i18n/use-words.js';

/** The grid's shape before its first figures. */
export function GridSkeleton() {
  const { t } = useWords();
  return (
    <div className="grid-skeleton" role="status" aria-label={t('common.loading')}>
      {Array.from({ length: 14 }, (_, i) => (
        // a fixed number of equal lines
        <div key={i}>
          <span className="skeleton" style={{ width: `${90 + ((i * 37) % 70)}px` }} />
          {Array.from({ length: 7 }, (_, c) => (
            // a fixed number of equal cells
            <span key={c} className="skeleton" />
          ))}
        </div>
      ))}
    </div>
  );
}
