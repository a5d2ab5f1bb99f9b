import { useCallback, useEffect, useMemo, useReducer, useState } from 'react';
import { useAsked } from '../parts/use-asked.js';
import { type History, record, redo, startHistory, undo } from '../pivot/history.js';
import { type Edit, edited } from './edits.js';
import { type ParameterValues, type Report, type ReportDocument, type TileAnswer, tileKey } from './report.js';
import { fetchReport, previewReport, runReport, saveReport } from './report-api.js';

type Change =
  | Edit
  | { readonly type: 'undo' }
  | { readonly type: 'redo' }
  | { readonly type: 'show'; readonly document: ReportDocument };
export type Dispatch = (change: Change) => void;

function changed(history: History<ReportDocument> | null, change: Change): History<ReportDocument> | null {
  if (change.type === 'show') return startHistory(change.document);
  if (!history) return null;
  if (change.type === 'undo') return undo(history);
  if (change.type === 'redo') return redo(history);
  const next = edited(history.present, change);
  return JSON.stringify(next) === JSON.stringify(history.present) ? history : record(history, next);
}

/** A saved report, the document as it is being edited, and how to keep it. */
export function useReport(id: string) {
  const [report, setReport] = useState<Report | null>(null);
  const [history, dispatch] = useReducer(changed, null);
  const show = useCallback((next: Report) => {
    setReport(next);
    dispatch({ type: 'show', document: next.document });
  }, []);
  const { value: loaded, error, again: load } = useAsked(['report', id], () => fetchReport(id));
  useEffect(() => {
    if (loaded) show(loaded);
  }, [loaded, show]);
  const document = history?.present ?? null;
  const dirty = report !== null && document !== null && document !== report.document;
  const save = useCallback(async () => {
    if (report && document) show(await saveReport(report.id, document, report.version));
  }, [report, document, show]);
  return {
    report,
    document,
    error,
    dirty,
    dispatch,
    load,
    save,
    show,
    canUndo: (history?.past.length ?? 0) > 0,
    canRedo: (history?.future.length ?? 0) > 0,
  };
}

export interface Answers {
  /** The answer of a page's tile, by what the tile asks; undefined until it is there. */
  readonly of: (page: number, key: string) => TileAnswer | undefined;
  readonly waiting: boolean;
  readonly error: unknown;
  readonly retry: () => void;
}

const PAUSE_MS = 250;

/** Asks everything that the document asks; while new answers are under way the tiles that did not change keep theirs. */
export function useAnswers(
  report: Report | null,
  document: ReportDocument | null,
  parameters: ParameterValues,
): Answers {
  const saved = report !== null && document === report.document;
  // Where tiles stand and how pages are called changes no answer.
  const asked = useMemo(() => document && JSON.stringify([questionsOf(document), parameters]), [document, parameters]);
  const {
    value: answers,
    waiting,
    error,
    again,
  } = useAsked(
    report && document && ['answers of a report', report.id, asked],
    async (signal) => {
      if (!report || !document) return NO_ANSWERS;
      const items = await (saved
        ? runReport(report.id, parameters, signal)
        : previewReport(document, parameters, signal));
      return byTile(document, items);
    },
    { pauseMs: saved ? 0 : PAUSE_MS, keeps: true },
  );
  return {
    of: useCallback((page, key) => answers?.get(`${page}|${key}`), [answers]),
    waiting: waiting || answers === null,
    error,
    retry: again,
  };
}

const NO_ANSWERS: ReadonlyMap<string, TileAnswer> = new Map();

const questionsOf = ({ parameters, calculated, pages }: ReportDocument) => [
  parameters,
  calculated,
  pages.map(({ filters, items }) => [filters, items.map(tileKey)]),
];

function byTile(document: ReportDocument, items: readonly TileAnswer[]): ReadonlyMap<string, TileAnswer> {
  return new Map(
    items.flatMap((item) => {
      const tile = document.pages[item.page]?.items[item.item];
      return tile ? [[`${item.page}|${tileKey(tile)}`, item] as const] : [];
    }),
  );
}
