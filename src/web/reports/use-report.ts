import { useCallback, useEffect, useMemo, useReducer, useRef, useState } from 'react';
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
  const [error, setError] = useState<unknown>(null);
  const [history, dispatch] = useReducer(changed, null);
  const show = useCallback((next: Report) => {
    setReport(next);
    dispatch({ type: 'show', document: next.document });
  }, []);
  const load = useCallback(() => {
    setError(null);
    fetchReport(id).then(show, setError);
  }, [id, show]);
  useEffect(load, [load]);
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
  const [answers, setAnswers] = useState<ReadonlyMap<string, TileAnswer>>(new Map());
  const [waiting, setWaiting] = useState(true);
  const [error, setError] = useState<unknown>(null);
  const [version, setVersion] = useState(0);
  const saved = report !== null && document === report.document;
  // Where tiles stand and how pages are called changes no answer.
  const asked = useMemo(() => document && JSON.stringify([questionsOf(document), parameters]), [document, parameters]);
  const current = useRef({ report, document, saved });
  current.current = { report, document, saved };
  useEffect(() => {
    const { report: of, document: shown, saved: isSaved } = current.current;
    if (!asked || !of || !shown) return;
    const controller = new AbortController();
    setWaiting(true);
    setError(null);
    const timer = setTimeout(
      () => {
        const work = isSaved
          ? runReport(of.id, parameters, controller.signal)
          : previewReport(shown, parameters, controller.signal);
        work
          .then((items) => setAnswers(byTile(shown, items)))
          .catch((failed: unknown) => {
            if (!controller.signal.aborted) setError(failed);
          })
          .finally(() => {
            if (!controller.signal.aborted) setWaiting(false);
          });
      },
      isSaved ? 0 : PAUSE_MS,
    );
    return () => {
      clearTimeout(timer);
      controller.abort();
    };
  }, [asked, parameters, version, report?.id]);
  return {
    of: useCallback((page, key) => answers.get(`${page}|${key}`), [answers]),
    waiting,
    error,
    retry: () => setVersion((before) => before + 1),
  };
}

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
