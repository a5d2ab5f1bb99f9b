import { Dropdown } from 'antd';
import { memo } from 'react';
import type { CatalogView } from '../api/types.js';
import { acrossFrom, drillTarget, drillUpTarget } from '../grid/cell-commands.js';
import { cellSlice } from '../grid/cell-slice.js';
import { evidenceText } from '../grid/evidence-text.js';
import type { FocusedCell } from '../grid/use-cell.js';
import { AlertButton } from '../home/alert-button.js';
import { formatValue } from '../i18n/format.js';
import { useWords } from '../i18n/use-words.js';
import { AcrossIcon, DrillIcon, RowsIcon, WhyIcon } from '../parts/icons.js';
import type { BrowseState } from '../pivot/state.js';
import type { Gesture } from '../pivot/use-browse.js';

export interface CellActions {
  readonly dispatch: (action: Gesture) => void;
  readonly openWhy: () => void;
  readonly openRows: () => void;
}

interface CellBarProps {
  readonly cell: FocusedCell | null;
  readonly catalog: readonly CatalogView[];
  readonly view: CatalogView;
  readonly state: BrowseState;
  readonly actions: CellActions;
}

/** What the focused cell says in full and what can be done from it. */
export const CellBar = memo(function CellBar({ cell, catalog, view, state, actions }: CellBarProps) {
  const words = useWords();
  const { t, language, titleOf } = words;
  const up = drillUpTarget(state);
  const down = cell && drillTarget(state, cell);
  const others = catalog.filter((one) => one.name !== view.name);
  return (
    <div className="cell-bar" role="toolbar" aria-label={t('browse.cellAt')}>
      {cell ? (
        <span className="cell-told">
          {cellSlice(cell, state, language, t('common.unknown')).map((part) => (
            <span key={part} className="slice">
              {part}
            </span>
          ))}
          <span className="slice measure">{cell.measure.header}</span>
          <b>{formatValue(cell.value, cell.measure.info, language)}</b>
          {cell.evidence && <span className="evidence">{evidenceText(cell.evidence, cell.measure.info, words)}</span>}
        </span>
      ) : (
        <span className="cell-told fine">{t('browse.pickCell')}</span>
      )}
      <span className="end">
        {up && (
          <button type="button" className="quiet" onClick={() => actions.dispatch({ type: 'drillTo', ...up })}>
            {t('browse.drillUp')}
          </button>
        )}
        <button
          type="button"
          className="quiet"
          disabled={!down}
          onClick={() => down && actions.dispatch({ type: 'drillTo', ...down })}
        >
          <DrillIcon /> {t('browse.drillDown')}
        </button>
        <Dropdown
          disabled={!cell || others.length === 0}
          trigger={['click']}
          menu={{
            items: others.map((one) => ({ key: one.name, label: titleOf(one) })),
            onClick: ({ key }) => {
              const to = catalog.find((one) => one.name === key);
              if (to && cell) actions.dispatch({ type: 'show', state: acrossFrom(state, cell, to) });
            },
          }}
        >
          <button type="button" className="quiet" disabled={!cell || others.length === 0}>
            <AcrossIcon /> {t('browse.drillAcross')}
          </button>
        </Dropdown>
        <AlertButton cell={cell} view={view} state={state} />
        <button type="button" className="quiet" disabled={!cell} onClick={actions.openRows}>
          <RowsIcon /> {t('browse.drillThrough')}
        </button>
        <button type="button" className="quiet" disabled={!cell} onClick={actions.openWhy}>
          <WhyIcon /> {t('browse.why')}
        </button>
      </span>
    </div>
  );
});
