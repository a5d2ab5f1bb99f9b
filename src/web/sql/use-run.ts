import { useCallback, useEffect, useRef, useState } from 'react';
import { runSql, type SqlAnswer } from './run-sql.js';
import { keepHistory, keptHistory, type Ran, remembered } from './sql-history.js';

export type RunKind = 'result' | 'explain';

export interface Run {
  readonly sql: string;
  readonly answer: SqlAnswer | null;
  readonly error: unknown;
  /** Where the statement begins in the editor's text. */
  readonly from: number;
}

const NOTHING: Run = { sql: '', answer: null, error: null, from: 0 };

/** Runs statements one after the other; a new one, or a wish to stop, cancels the one before. */
export function useRun(user: string) {
  const [runs, setRuns] = useState<Readonly<Record<RunKind, Run>>>({ result: NOTHING, explain: NOTHING });
  const [running, setRunning] = useState(false);
  const [cancelled, setCancelled] = useState(false);
  const [history, setHistory] = useState<readonly Ran[]>(() => keptHistory(user));
  const controller = useRef<AbortController | null>(null);
  useEffect(() => () => controller.current?.abort(), []);

  const note = useCallback(
    (sql: string, outcome: Ran['outcome'], rows: number | null) =>
      setHistory((before) => {
        const next = remembered(before, { sql, at: new Date().toISOString(), outcome, rows });
        keepHistory(user, next);
        return next;
      }),
    [user],
  );
  const start = useCallback(
    async (kind: RunKind, sql: string, from: number, maxRows: number) => {
      controller.current?.abort();
      const own = new AbortController();
      controller.current = own;
      setRunning(true);
      setCancelled(false);
      const prefix = kind === 'explain' && !/^\s*explain\b/i.test(sql) ? 'EXPLAIN ' : '';
      const noted = kind === 'result' ? note : () => undefined;
      try {
        const answer = await runSql(prefix + sql, maxRows, own.signal);
        if (controller.current !== own) return;
        setRuns((before) => ({ ...before, [kind]: { sql, answer, error: null, from } }));
        noted(sql, 'answered', answer.rows.length);
      } catch (error) {
        if (own.signal.aborted) noted(sql, 'cancelled', null);
        if (controller.current !== own) return;
        if (own.signal.aborted) setCancelled(true);
        else {
          setRuns((before) => ({ ...before, [kind]: { sql, answer: null, error, from: from - prefix.length } }));
          noted(sql, 'refused', null);
        }
      } finally {
        if (controller.current === own) setRunning(false);
      }
    },
    [note],
  );
  const cancel = useCallback(() => controller.current?.abort(), []);
  const forget = useCallback(() => {
    keepHistory(user, []);
    setHistory([]);
  }, [user]);
  return { runs, running, cancelled, history, start, cancel, forget };
}
