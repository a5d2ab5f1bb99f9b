import { formatCount, formatInstant } from '../i18n/format.js';
import { useWords } from '../i18n/use-words.js';
import { LayersIcon } from '../parts/icons.js';
import { Truncated } from '../parts/states.js';
import type { GridModel } from './grid-model.js';

/** Where the figures come from, under the grid; an incomplete answer says so here, loudly. */
export function StatusLine({ model, waiting }: { readonly model: GridModel | null; readonly waiting: boolean }) {
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
}
