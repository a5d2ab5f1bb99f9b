import { Drawer } from 'antd';
import type { CatalogView } from '../api/types.js';
import { driversView } from '../drivers/driver-list.js';
import { Drivers } from '../drivers/drivers.js';
import { coordinates } from '../grid/cell-commands.js';
import { cellSlice } from '../grid/cell-slice.js';
import type { FocusedCell } from '../grid/use-cell.js';
import { formatCount, formatInstant, formatValue } from '../i18n/format.js';
import { useWords } from '../i18n/use-words.js';
import { aheadOf } from '../pivot/ahead.js';
import type { GridModel } from '../pivot/grid-model.js';
import { memberFilter, slicerFilter } from '../pivot/slicer-conditions.js';
import type { BrowseState } from '../pivot/state.js';
import { slicerTitle } from '../shelves/slicer-chip.js';
import { AheadReceipt } from './ahead-receipt.js';

interface ReceiptDrawerProps {
  readonly catalog: readonly CatalogView[];
  readonly cell: FocusedCell;
  readonly view: CatalogView;
  readonly state: BrowseState;
  readonly model: GridModel | null;
  readonly onClose: () => void;
}

/** "Why?": what the number means, what it was computed from, and by which statement. */
export function ReceiptDrawer({ catalog, cell, view, state, model, onClose }: ReceiptDrawerProps) {
  const words = useWords();
  const { t, language } = words;
  const receipt = model?.receipt(cell.row.path, cell.column.path);
  const name = state.values[cell.measureIndex]?.measure;
  const definition = receipt?.definitions.find((one) => one.measure === name) ?? receipt?.definitions[0];
  const driven = driversView(catalog);
  const knows = (member: string) =>
    driven?.dimensions.some((one) => one.name === member && one.grain === null && !one.masked) ?? false;
  const filters = [
    ...coordinates(state, cell).flatMap(({ level, value }) => (knows(level.name) ? [memberFilter(level, value)] : [])),
    ...state.slicers.flatMap((slicer) => (knows(slicer.member) ? (slicerFilter(slicer) ?? []) : [])),
  ];
  const ahead = model && aheadOf(model, cell.row, cell.column, cell.measureIndex);
  const sql = ahead ? ahead.answer.receipt.sql : receipt?.sql;
  const given = Object.entries(definition?.arguments ?? {});
  return (
    <Drawer open onClose={onClose} title={t('browse.receiptFor')} size={520} destroyOnHidden>
      <div className="receipt">
        <p className="receipt-value">
          <span>{cell.measure.header}</span>
          <b>{formatValue(cell.value, cell.measure.info, language)}</b>
          <span className="fine">
            {[
              ...cellSlice(cell, state, language, t('common.unknown')),
              ...state.slicers.map((slicer) => slicerTitle(slicer, view, words)),
            ].join(' · ') || t('common.total')}
          </span>
        </p>
        <dl>
          {definition && (
            <>
              <dt>{t('browse.definition')}</dt>
              <dd>{definition.description || definition.title}</dd>
              {given.length > 0 && <dt>{t('browse.arguments')}</dt>}
              {given.length > 0 && <dd>{given.map(([key, value]) => `${key} = ${String(value)}`).join(', ')}</dd>}
              <dt>{t('browse.additivity')}</dt>
              <dd>
                {definition.additivity
                  ? t(`browse.${definition.additivity}`, { defaultValue: definition.additivity })
                  : '–'}
              </dd>
            </>
          )}
          {receipt && (
            <>
              <dt>{t('browse.layer')}</dt>
              <dd>{receipt.layer}</dd>
              <dt>{t('browse.rowsRead')}</dt>
              <dd>{formatCount(Number(receipt.rowsRead), language)}</dd>
              <dt>{t('browse.duration')}</dt>
              <dd>
                {formatCount(Math.round(receipt.durationMs), language)} ms {receipt.cached && `(${t('browse.cached')})`}
              </dd>
              <dt>{t('browse.snapshot')}</dt>
              <dd>
                {receipt.snapshot} · {formatInstant(receipt.freshness, language)}
              </dd>
              <dt>{t('browse.complete')}</dt>
              <dd>{receipt.complete ? t('common.yes') : `${t('common.no')}: ${receipt.incompleteBecause ?? ''}`}</dd>
            </>
          )}
        </dl>
        {ahead && <AheadReceipt ahead={ahead} info={cell.measure.info} view={view} />}
        {driven && (
          <>
            <h3>{t('browse.drivers')}</h3>
            <Drivers catalog={catalog} filters={filters} />
          </>
        )}
        <h3>{t('browse.sql')}</h3>
        {sql ? (
          // a region that scrolls must be reachable by keyboard
          <pre tabIndex={0}>{sql}</pre>
        ) : (
          <p className="fine">{t('browse.noSql')}</p>
        )}
      </div>
    </Drawer>
  );
}
