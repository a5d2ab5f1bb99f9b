import { memo } from 'react';
import { formatCount, formatInstant } from '../i18n/format.js';
import { useWords } from '../i18n/use-words.js';
import { LayersIcon, WarnIcon } from '../parts/icons.js';
import { Truncated } from '../parts/states.js';
import type { GridModel } from '../pivot/grid-model.js';

interface StatusLineProps {
  readonly model: GridModel | null;
  readonly waiting: boolean;
  /** Some questions behind the grid failed, not the first one. */
  readonly partly: boolean;
  readonly onRetry: () => void;
}

/** Where the figures come from, under the grid; what is missing or incomplete is said here, loudly. */
export const StatusLine = memo(function StatusLine({ model, waiting, partly, onRetry }: StatusLineProps) {
  const { t, language } = useWords();
  const receipt = model?.receipts[0];
  if (!model || !receipt) return <footer className="status" />;
  const incomplete = model.receipts.find((one) => !one.complete);
  const rows = formatCount(model.rows.length, language);
  const columns = formatCount(model.columns.length, language);
  const layers = [...new Set(model.receipts.flatMap((one) => one.layer.split(', ')))].join(', ');
  const ms = formatCount(Math.round(Math.max(...model.receipts.map((one) => one.durationMs))), language);
  return (
    <footer className="status">
      {incomplete && <Truncated because={incomplete.incompleteBecause} />}
      {partly && (
        <p className="truncated" role="alert">
          <WarnIcon /> <b>{t('browse.partly')}</b>
          <button type="button" className="quiet on" onClick={onRetry}>
            {t('common.retry')}
          </button>
        </p>
      )}
      <span>
        <LayersIcon /> {layers}
      </span>
      <span>
        {t('browse.snapshot')} {receipt.snapshot}
      </span>
      {receipt.freshness && (
        <span>
          {t('browse.freshness')} {formatInstant(receipt.freshness, language)}
        </span>
      )}
      <span className="end">{t('browse.answered', { rows, columns, ms })}</span>
      <span className="sr" aria-live="polite">
        {waiting ? '' : t('browse.announceAnswer', { rows, columns })}
      </span>
    </footer>
  );
});
