import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { fetchPivot } from '../api/operations.js';
import type { PivotResult } from '../api/types.js';
import type { Block } from './block.js';
import type { Answered } from './grid-model.js';

const KEPT = 300;
const SLIDER_PAUSE_MS = 120;

/** Answers by question, so that folding, unfolding, undo and rotate back ask nothing twice. */
class AnswerCache {
  private readonly kept = new Map<string, PivotResult>();

  get(key: string): PivotResult | undefined {
    return this.kept.get(key);
  }

  set(key: string, result: PivotResult): void {
    // A new snapshot makes every earlier answer old.
    const snapshot = result.receipt.snapshot;
    const earlier = [...this.kept.values()][0]?.receipt.snapshot;
    if (earlier !== undefined && snapshot !== earlier) this.kept.clear();
    this.kept.set(key, result);
    const oldest = this.kept.keys().next().value;
    if (this.kept.size > KEPT && oldest !== undefined) this.kept.delete(oldest);
  }
}

const cache = new AnswerCache();
const questionKey = (block: Block): string => JSON.stringify(block.input);

export interface Answers {
  readonly answered: readonly Answered[];
  /** The first question is answered: there is something to show. */
  readonly ready: boolean;
  readonly waiting: boolean;
  /** What failed, by question. */
  readonly failures: ReadonlyMap<string, unknown>;
  readonly retry: () => void;
}

/** Asks what is not known yet; a question that is no longer wanted is cancelled. */
export function useAnswers(blocks: readonly Block[]): Answers {
  const [version, setVersion] = useState(0);
  const failures = useRef(new Map<string, unknown>());
  const running = useRef(new Map<string, AbortController>());
  const wanted = useMemo(() => new Map(blocks.map((block) => [questionKey(block), block])), [blocks]);

  useEffect(() => {
    for (const [key, controller] of running.current)
      if (!wanted.has(key)) {
        controller.abort();
        running.current.delete(key);
      }
    const timer = setTimeout(
      () => {
        for (const [key, block] of wanted) {
          if (cache.get(key) || running.current.has(key) || failures.current.has(key)) continue;
          const controller = new AbortController();
          running.current.set(key, controller);
          fetchPivot(block.input, controller.signal)
            .then(
              (result) => cache.set(key, result),
              (error: unknown) => {
                if (!controller.signal.aborted) failures.current.set(key, error);
              },
            )
            .finally(() => {
              if (running.current.get(key) === controller) running.current.delete(key);
              setVersion((before) => before + 1);
            });
        }
      },
      running.current.size > 0 ? SLIDER_PAUSE_MS : 0,
    );
    return () => clearTimeout(timer);
  }, [wanted, version]);

  useEffect(() => {
    const all = running.current;
    return () => {
      for (const controller of all.values()) controller.abort();
      all.clear();
    };
  }, []);

  const retry = useCallback(() => {
    failures.current.clear();
    setVersion((before) => before + 1);
  }, []);

  // version says that the cache or the failures changed
  return useMemo(() => {
    const entries = blocks.map((block) => {
      const key = questionKey(block);
      return { key, block, result: cache.get(key) };
    });
    const answered = entries.flatMap(({ block, result }) => (result ? [{ block, result }] : []));
    return {
      answered,
      ready: entries[0]?.result !== undefined,
      waiting: entries.some(({ key, result }) => !result && !failures.current.has(key)),
      failures: new Map(
        entries.flatMap(({ key, block }) =>
          failures.current.has(key) ? [[block.key, failures.current.get(key)] as const] : [],
        ),
      ),
      retry,
    };
  }, [blocks, version, retry]);
}
