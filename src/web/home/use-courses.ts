import { useCallback, useEffect, useState } from 'react';
import { fetchPivot } from '../api/operations.js';
import type { Receipt } from '../api/types.js';
import { type Course, courseOf, type ShownKpi } from './kpis.js';
import { targetOfProvinces } from './province-targets.js';

export interface Courses {
  readonly of: ReadonlyMap<string, Course | null>;
  /** What each KPI should be in its latest month, where a target is set for what the reader sees. */
  readonly targets: ReadonlyMap<string, KpiTarget>;
  readonly failures: ReadonlyMap<string, unknown>;
  readonly receipt: Receipt | null;
  /** Why a figure is not of the whole; null where all are. */
  readonly cut: string | null;
  readonly done: boolean;
}

export interface KpiTarget {
  readonly value: number;
  /** Of how many provinces together; null where it is set for the whole. */
  readonly provinces: number | null;
}

const NOTHING_YET: Courses = {
  of: new Map(),
  targets: new Map(),
  failures: new Map(),
  receipt: null,
  cut: null,
  done: false,
};

export const kpiKey = (kpi: ShownKpi): string => `${kpi.view}.${kpi.measure}`;

/** The months of every KPI, one question a subject. */
export function useCourses(kpis: readonly ShownKpi[]): Courses & { readonly again: () => void } {
  const [courses, setCourses] = useState<Courses>(NOTHING_YET);
  const [round, setRound] = useState(0);
  useEffect(() => {
    setCourses(NOTHING_YET);
    const controller = new AbortController();
    const views = [...new Set(kpis.map((kpi) => kpi.view))];
    const asking = views.map(async (view) => {
      const own = kpis.filter((kpi) => kpi.view === view);
      const aimed = own.filter((kpi) => kpi.target !== null);
      const names = [...own.map((kpi) => kpi.measure), ...aimed.map((kpi) => kpi.target ?? '')];
      const time = own[0]?.catalogView.timeDimension ?? '';
      const input = {
        view,
        rows: [],
        columns: [{ name: time, granularity: 'month' as const }],
        measures: names.map((name, i) => ({ name, as: `m${i}` })),
        filters: [],
      };
      try {
        const result = await fetchPivot(input, controller.signal);
        setCourses((before) => ({
          ...before,
          of: new Map([...before.of, ...own.map((kpi, i) => [kpiKey(kpi), courseOf(result, i)] as const)]),
          receipt: before.receipt ?? result.receipt,
          cut: before.cut ?? (result.receipt.complete ? null : (result.receipt.incompleteBecause ?? '')),
        }));
        const set = await Promise.all(
          aimed.map(async (kpi, i): Promise<readonly (readonly [string, KpiTarget])[]> => {
            const month = courseOf(result, own.indexOf(kpi))?.latest.month;
            if (month === undefined) return [];
            const whole = courseOf(result, own.length + i);
            const value = whole?.values[whole.months.indexOf(month)] ?? null;
            // The figure stands by itself where its target cannot be told.
            const target =
              value === null
                ? await targetOfProvinces(kpi, month, controller.signal).catch(() => null)
                : { value, provinces: null };
            return target === null ? [] : [[kpiKey(kpi), target]];
          }),
        );
        if (!controller.signal.aborted)
          setCourses((before) => ({ ...before, targets: new Map([...before.targets, ...set.flat()]) }));
      } catch (error) {
        if (!controller.signal.aborted)
          setCourses((before) => ({
            ...before,
            failures: new Map([...before.failures, ...own.map((kpi) => [kpiKey(kpi), error] as const)]),
          }));
      }
    });
    void Promise.all(asking).then(() => {
      if (!controller.signal.aborted) setCourses((before) => ({ ...before, done: true }));
    });
    return () => controller.abort();
  }, [kpis, round]);
  return { ...courses, again: useCallback(() => setRound((before) => before + 1), []) };
}
