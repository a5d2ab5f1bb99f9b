import { useCallback, useMemo, useRef } from 'react';
import type { CatalogView } from '../api/types.js';
import type { PageWords } from '../i18n/use-words.js';
import { evidenceInputs } from './evidence.js';
import { memberLabel } from './fields.js';
import { type Answered, type GridModel, gridModel } from './grid-model.js';
import { pathLabel, useLocalLabels } from './local-labels.js';
import { blocks, othersBlocks } from './questions.js';
import { type BrowseState, type Level, type Path, pathKey } from './state.js';
import { useAnswers } from './use-answers.js';

interface Shown {
  readonly state: BrowseState;
  readonly answered: readonly Answered[];
}

/** What members are called on a grid. */
export function useGridOptions(state: BrowseState, view: CatalogView, words: PageWords) {
  const { t, language } = words;
  const labelled = useLocalLabels(
    view,
    [...state.rows.levels, ...state.columns.levels, ...state.slicers.map((slicer) => ({ name: slicer.member }))].map(
      (level) => level.name,
    ),
    language,
  );
  return useMemo(
    () => ({
      label: (levels: readonly Level[], path: Path, label: string) =>
        (language === 'zh' ? pathLabel(view, levels, path) : null) ??
        memberLabel(levels[path.length - 1], path.at(-1) ?? null, label, language, t('common.unknown')),
      totalLabel: t('common.total'),
      othersLabel: (count: number) => t('common.others', { count }),
    }),
    [t, language, view, labelled],
  );
}

/** The grid for a state: while a new question is open the grid before it stays, so that nothing jumps. */
export function useGrid(state: BrowseState, view: CatalogView, words: PageWords) {
  const beside = useMemo(() => evidenceInputs(view, state.values), [view, state.values]);
  const plain = useMemo(() => blocks(state, beside), [state, beside]);
  const options = useGridOptions(state, view, words);
  const first = useAnswers(plain);
  const failed = useMemo(() => {
    const failures = plain.filter((block) => first.failures.has(block.key));
    return {
      rows: new Set(failures.map((block) => pathKey(block.rowPath))),
      columns: new Set(failures.map((block) => pathKey(block.columnPath))),
    };
  }, [plain, first.failures]);
  const rest = useMemo(
    () =>
      state.top?.others && first.ready
        ? othersBlocks(state, gridModel(state, first.answered, { ...options, failed }).rows, beside)
        : [],
    [state, beside, first, options, failed],
  );
  const second = useAnswers(rest);
  const answered = useMemo(
    () => (first.ready ? { state, answered: [...first.answered, ...second.answered] } : null),
    [state, first, second],
  );
  const kept = useRef<Shown | null>(null);
  if (answered) kept.current = answered;
  else if (kept.current && kept.current.state.view !== view.name) kept.current = null;
  const shown = kept.current;
  const model: GridModel | null = useMemo(
    () => (shown ? gridModel(shown.state, shown.answered, { ...options, failed }) : null),
    [shown, options, failed],
  );
  const rootKey = plain[0]?.key;
  const others = [...[...first.failures].filter(([key]) => key !== rootKey), ...second.failures];
  return {
    model,
    /** The state that the model shows; the new one only once it is answered. */
    shownState: shown?.state ?? null,
    current: first.ready,
    waiting: first.waiting || second.waiting,
    failure: rootKey !== undefined ? (first.failures.get(rootKey) ?? null) : null,
    /** Questions for a part of the grid failed: unfolded members, the comparison, what a top leaves out. */
    partly: others.length > 0,
    retry: useCallback(() => {
      first.retry();
      second.retry();
    }, [first.retry, second.retry]),
  };
}
