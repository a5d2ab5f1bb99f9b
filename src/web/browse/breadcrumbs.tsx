import { memo } from 'react';
import type { CatalogView, Scalar } from '../api/types.js';
import { ACTS, type Act } from '../grid/acts.js';
import { useWords } from '../i18n/use-words.js';
import { ChevronRight, CloseIcon } from '../parts/icons.js';
import { levelTitle, memberLabel } from '../pivot/fields.js';
import type { AxisName, BrowseState } from '../pivot/state.js';
import type { Gesture } from '../pivot/use-browse.js';
import { siteOf } from './perform.js';

const DICE: readonly Act[] = ACTS.filter((act) => 'dice' in act);

interface BreadcrumbsProps {
  readonly view: CatalogView;
  readonly state: BrowseState;
  readonly dispatch: (action: Gesture) => void;
  readonly selected: ReadonlySet<string>;
  readonly onClear: () => void;
}

/** Where one has drilled to on each axis, each step a way back up; and what to do with selected members. */
export const Breadcrumbs = memo(function Breadcrumbs({ view, state, dispatch, selected, onClear }: BreadcrumbsProps) {
  const { t, language } = useWords();
  const drilled = (['rows', 'columns'] as const).filter((axis) => state[axis].root.length > 0);
  const paths = [...selected].map((key) => JSON.parse(key) as Scalar[]);
  const level = state.rows.levels[(paths[0]?.length ?? 0) - 1];
  const dice = (act: Act) => {
    const deed = act.from({ ...siteOf(state, null), selected: paths });
    if (deed?.type === 'gesture') dispatch(deed.gesture);
    onClear();
  };
  if (drilled.length === 0 && paths.length === 0) return null;
  return (
    <div className="crumbs">
      {drilled.map((axis) => (
        <Trail key={axis} axis={axis} view={view} state={state} dispatch={dispatch} />
      ))}
      {paths.length > 0 && level && (
        <div className="dice">
          <span>
            {levelTitle(view, level, language)}: {t('browse.selected', { count: paths.length })}
          </span>
          {DICE.map((act) => (
            <button key={act.id} type="button" className="quiet on" onClick={() => dice(act)}>
              {t(`browse.${act.word}`)}
            </button>
          ))}
          <button type="button" className="quiet" aria-label={t('browse.clearSelection')} onClick={onClear}>
            <CloseIcon />
          </button>
        </div>
      )}
    </div>
  );
});

function Trail({
  axis,
  view,
  state,
  dispatch,
}: Pick<BreadcrumbsProps, 'view' | 'state' | 'dispatch'> & { readonly axis: AxisName }) {
  const { t, language } = useWords();
  const { root, levels } = state[axis];
  const steps = root.map((value, i) => ({
    path: root.slice(0, i + 1),
    label: memberLabel(levels[i], value, '', language, t('common.unknown')),
  }));
  const next = levels[root.length];
  return (
    <nav aria-label={`${t('browse.drillUp')}: ${t(`browse.${axis}`)}`}>
      <ol>
        <li>
          <button type="button" className="plain link" onClick={() => dispatch({ type: 'drillTo', axis, path: [] })}>
            {levels[0] ? levelTitle(view, levels[0], language) : ''}: {t('browse.everything')}
          </button>
        </li>
        {steps.map((step, i) => (
          <li key={JSON.stringify(step.path)}>
            <ChevronRight />
            {i === steps.length - 1 ? (
              <b aria-current="location">{step.label}</b>
            ) : (
              <button
                type="button"
                className="plain link"
                onClick={() => dispatch({ type: 'drillTo', axis, path: step.path })}
              >
                {step.label}
              </button>
            )}
          </li>
        ))}
        {next && (
          <li className="by">
            <ChevronRight /> {levelTitle(view, next, language)}
          </li>
        )}
      </ol>
    </nav>
  );
}
