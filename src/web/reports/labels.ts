import { useCallback, useMemo } from 'react';
import type { CatalogView, Cell } from '../api/types.js';
import { formatPeriod, formatValue } from '../i18n/format.js';
import { useWords } from '../i18n/use-words.js';
import { dimensionOf, memberLabel } from '../pivot/fields.js';
import { localLabel, useLocalLabels } from '../pivot/local-labels.js';
import type { AnswerColumn } from './flat-model.js';
import type { Question } from './report.js';

/** How the cells of a question's answer are read: buckets as periods, members in the reader's language. */
export function useLabels(view: CatalogView | undefined, question: Question) {
  const { t, language } = useWords();
  const names = useMemo(() => question.dimensions.map(({ name }) => name), [question]);
  const version = useLocalLabels(view ?? NO_VIEW, names, language);
  return useCallback(
    (column: AnswerColumn, cell: Cell): string => {
      if (column.role === 'measure') return formatValue(cell, column, language);
      const level = question.dimensions.find(({ name }) => name === column.name);
      if (typeof cell === 'object' && cell !== null) return cell.map(String).join(' ');
      if (level?.granularity) return memberLabel(level, cell, '', language, t('common.unknown'));
      if (column.type === 'date' && cell !== null) {
        const grain = view ? dimensionOf(view, column.name)?.grain : null;
        return formatPeriod(String(cell), grain === 'month' ? 'month' : 'day', language);
      }
      const local = language === 'zh' ? localLabel(column.name, cell) : null;
      return local ?? memberLabel(level, cell, '', language, t('common.unknown'));
    },
    [question, view, language, t, version],
  );
}

const NO_VIEW: CatalogView = {
  name: '',
  title: { en: '', zh: '' },
  description: '',
  dimensions: [],
  measures: [],
  hierarchies: [],
  folders: [],
  timeDimension: null,
};
