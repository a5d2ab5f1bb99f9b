import { useMemo } from 'react';
import { ask } from '../api/client.js';
import type { CatalogView } from '../api/types.js';
import type { PageWords } from '../i18n/use-words.js';
import { useAsked } from '../parts/use-asked.js';
import { type AheadModel, type AheadQuestion, aheadQuestion, withAhead } from './ahead.js';
import { memberLabel } from './fields.js';
import { FORECAST, type ForecastAnswer } from './forecast-document.js';
import type { GridModel } from './grid-model.js';
import type { BrowseState } from './state.js';

const NONE: readonly (ForecastAnswer | null)[] = [];

/** The grid with the months ahead that the state asks for, once they are there; the grid as it is until then. */
export function useAhead(model: GridModel | null, state: BrowseState | null, view: CatalogView, words: PageWords) {
  const { t, language } = words;
  const question = state && aheadQuestion(state, view.timeDimension, model);
  const asked = useAsked(question && ['forecast', JSON.stringify(question)], (signal) =>
    answersTo(question as AheadQuestion, signal),
  );
  const answers = asked.value ?? NONE;
  const root = state?.rows.root;
  const level = state?.columns.levels[0];
  const shown: GridModel | AheadModel | null = useMemo(
    () =>
      model && root && answers.length > 0
        ? withAhead(model, root, answers, (month) =>
            t('browse.aheadMark', { month: memberLabel(level, month, month, language, '') }),
          )
        : model,
    [model, root, answers, level, language, t],
  );
  return { model: shown, answers };
}

/** One answer a measure; null for one that has no months ahead. */
function answersTo({ measures, ...question }: AheadQuestion, signal: AbortSignal): Promise<(ForecastAnswer | null)[]> {
  return Promise.all(
    measures.map(async (measure) => {
      if (measure === null) return null;
      try {
        return (await ask<{ forecast: ForecastAnswer }>(FORECAST, { ...question, measure }, signal)).forecast;
      } catch (error) {
        if (signal.aborted) throw error;
        return null;
      }
    }),
  );
}
