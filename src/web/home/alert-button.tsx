import { App, Button, InputNumber, Popover, Select } from 'antd';
import { useState } from 'react';
import type { CatalogView, Me } from '../api/types.js';
import { coordinates } from '../browse/cell-commands.js';
import { cellSlice } from '../browse/cell-slice.js';
import { memberFilter, slicerFilter } from '../browse/questions.js';
import { slicerTitle } from '../browse/slicer-chip.js';
import type { BrowseState } from '../browse/state.js';
import type { FocusedCell } from '../browse/use-cell.js';
import { isRatio } from '../i18n/format.js';
import { useWords } from '../i18n/use-words.js';
import { BellIcon } from '../parts/icons.js';
import { type Alert, alertsOf, keepAlerts } from './alerts.js';

interface AlertButtonProps {
  readonly cell: FocusedCell | null;
  readonly view: CatalogView;
  readonly state: BrowseState;
  readonly me: Me;
}

/** Sets a threshold on a cell's measure for the cell's slice; time is left out, so that it follows the latest month. */
export function AlertButton({ cell, view, state, me }: AlertButtonProps) {
  const words = useWords();
  const { t, language } = words;
  const { message } = App.useApp();
  const [open, setOpen] = useState(false);
  const [when, setWhen] = useState<Alert['when']>('above');
  const [typed, setTyped] = useState<number | null>(null);
  const ratio = cell ? isRatio(cell.measure.info) : false;
  const current =
    typeof cell?.value === 'string' || typeof cell?.value === 'number' ? Number(cell.value) * (ratio ? 100 : 1) : 0;
  const shown = typed ?? Number(current.toPrecision(4));
  const add = () => {
    const value = cell ? state.values[cell.measureIndex] : undefined;
    if (!cell || !value) return;
    const members = coordinates(state, cell).filter(({ level }) => !level.granularity);
    const slicers = state.slicers.filter(
      (slicer) => !slicer.granularity && slicer.mode !== 'range' && slicer.values.length > 0,
    );
    const timeless = { ...cell, column: cell.column, row: cell.row };
    const named = cellSlice(
      timeless,
      { ...state, rows: untimed(state.rows), columns: untimed(state.columns) },
      language,
      t('common.unknown'),
    );
    const alert: Alert = {
      id: crypto.randomUUID(),
      view: view.name,
      measure: value.measure,
      arguments: value.arguments,
      filters: [
        ...members.map(({ level, value: member }) => memberFilter(level, member)),
        ...slicers.flatMap((slicer) => slicerFilter(slicer) ?? []),
      ],
      slice: [...named, ...slicers.map((slicer) => slicerTitle(slicer, view, words))].join(' · '),
      when,
      threshold: ratio ? shown / 100 : shown,
    };
    keepAlerts(me.user, [...alertsOf(me.user), alert]);
    setOpen(false);
    setTyped(null);
    void message.success(t('home.alertSet'));
  };
  return (
    <Popover
      open={open && cell !== null}
      onOpenChange={setOpen}
      trigger="click"
      placement="topRight"
      arrow={false}
      content={
        <div className="slicer-panel">
          <span>{t('home.alertTitle', { name: cell?.measure.title ?? '' })}</span>
          <div className="alert-form">
            <Select
              aria-label={t('home.alert')}
              value={when}
              options={[
                { value: 'above' as const, label: t('home.above') },
                { value: 'below' as const, label: t('home.below') },
              ]}
              onChange={setWhen}
            />
            <InputNumber
              aria-label={t('home.alert')}
              value={shown}
              onChange={setTyped}
              suffix={ratio ? '%' : undefined}
            />
          </div>
          <Button type="primary" onClick={add}>
            {t('home.alertAdd')}
          </Button>
        </div>
      }
    >
      <button type="button" className="quiet" disabled={!cell || cell.row.kind === 'others'}>
        <BellIcon /> {t('home.alert')}
      </button>
    </Popover>
  );
}

const untimed = (axis: BrowseState['rows']): BrowseState['rows'] =>
  axis.levels.some((level) => level.granularity) ? { ...axis, levels: [] } : axis;
