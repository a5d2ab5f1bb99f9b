import { Dropdown } from 'antd';
import { Fragment, memo, type ReactNode } from 'react';
import type { CatalogView } from '../api/types.js';
import { ACTS, type Act, type ActSite } from '../grid/acts.js';
import { cellSlice } from '../grid/cell-slice.js';
import { evidenceText } from '../grid/evidence-text.js';
import type { FocusedCell } from '../grid/use-cell.js';
import { AlertButton } from '../home/alert-button.js';
import { formatValue } from '../i18n/format.js';
import { useWords } from '../i18n/use-words.js';
import { AcrossIcon, DrillIcon, RowsIcon, WhyIcon } from '../parts/icons.js';
import type { BrowseState } from '../pivot/state.js';
import { type CellActions, perform, siteOf } from './perform.js';

const ICONS: Readonly<Record<string, () => ReactNode>> = {
  down: DrillIcon,
  across: AcrossIcon,
  rows: RowsIcon,
  why: WhyIcon,
};
const ON_BAR: readonly Act[] = ACTS.filter((act) => 'bar' in act);

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
  const { t, language } = words;
  const site = siteOf(state, cell);
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
        {ON_BAR.map((act) => (
          <Fragment key={act.id}>
            {act.id === 'rows' && <AlertButton cell={cell} view={view} state={state} />}
            <ActButton act={act} site={site} catalog={catalog} view={view} actions={actions} />
          </Fragment>
        ))}
      </span>
    </div>
  );
});

interface ActButtonProps extends Pick<CellBarProps, 'catalog' | 'view' | 'actions'> {
  readonly act: Act;
  readonly site: ActSite;
}

/** An act as a button; one that asks for a subject opens a menu of them. The way up is there only where there is one. */
function ActButton({ act, site, catalog, view, actions }: ActButtonProps) {
  const { t, titleOf } = useWords();
  const Icon = ICONS[act.id];
  const deed = act.from(site);
  const subjects = act.to && site.cell ? catalog.filter((one) => one.name !== view.name) : [];
  if (act.id === 'up' && !deed) return null;
  const { to } = act;
  const disabled = to ? subjects.length === 0 : !deed;
  const button = (
    <button
      type="button"
      className="quiet"
      disabled={disabled}
      aria-keyshortcuts={act.keys?.[0]?.press}
      onClick={to ? undefined : () => perform(deed, actions)}
    >
      {Icon && <Icon />} {t(`browse.${act.short ?? act.word}`)}
    </button>
  );
  if (!to) return button;
  return (
    <Dropdown
      disabled={disabled}
      trigger={['click']}
      menu={{
        items: subjects.map((one) => ({ key: one.name, label: titleOf(one) })),
        onClick: ({ key }) => {
          const subject = catalog.find((one) => one.name === key);
          perform(subject ? to(site, subject) : null, actions);
        },
      }}
    >
      {button}
    </Dropdown>
  );
}
