import { useQueries } from '@tanstack/react-query';
import { useMemo } from 'react';
import { fetchPivot } from '../api/operations.js';
import type { PivotResult, Receipt } from '../api/types.js';
import { useSame } from '../parts/use-same.js';
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
  readonly again: () => void;
}

export interface KpiTarget {
  readonly value: number;
  /** Of how many provinces together; null where it is set for the whole. */
  readonly provinces: number | null;
}

export const kpiKey = (kpi: ShownKpi): string => `${kpi.view}.${kpi.measure}`;

/** The KPIs of one subject, asked together: their own measures, then the targets of those that have one. */
interface Subject {
  readonly view: string;
  readonly kpis: readonly ShownKpi[];
  readonly measures: readonly string[];
}

const subjectsOf = (kpis: readonly ShownKpi[]): readonly Subject[] =>
  [...new Set(kpis.map(({ view }) => view))].map((view) => {
    const own = kpis.filter((kpi) => kpi.view === view);
    return {
      view,
      kpis: own,
      measures: [...own.map(({ measure }) => measure), ...own.flatMap(({ target }) => target ?? [])],
    };
  });

const askSubject = ({ view, kpis, measures }: Subject, signal: AbortSignal) => {
  const time = kpis[0]?.catalogView.timeDimension ?? '';
  const columns = [{ name: time, granularity: 'month' as const }];
  return fetchPivot(
    { view, rows: [], columns, measures: measures.map((name, i) => ({ name, as: `m${i}` })), filters: [] },
    signal,
  );
};

/** Each KPI with its course, its target of the latest month where the whole has one, and that month where a target is wanted. */
function figuresOf({ kpis }: Subject, result: PivotResult | undefined) {
  const aimed = kpis.filter(({ target }) => target !== null);
  if (!result) return [];
  return kpis.map((kpi, i) => {
    const course = courseOf(result, i);
    const month = kpi.target === null ? undefined : course?.latest.month;
    const whole = month === undefined ? null : courseOf(result, kpis.length + aimed.indexOf(kpi));
    const value = whole?.values[whole.months.indexOf(month ?? '')] ?? null;
    return { kpi, course, month, value };
  });
}

/** The months of every KPI, one question a subject; then the targets of those whose whole has none, by province. */
export function useCourses(kpis: readonly ShownKpi[]): Courses {
  const subjects = useMemo(() => subjectsOf(kpis), [kpis]);
  const asked = useQueries({
    queries: subjects.map((subject) => ({
      queryKey: ['course', subject.view, subject.measures],
      queryFn: ({ signal }: { readonly signal: AbortSignal }) => askSubject(subject, signal),
    })),
  });
  const results = useSame(asked.map(({ data }) => data));
  const found = useMemo(() => subjects.flatMap((subject, at) => figuresOf(subject, results[at])), [subjects, results]);
  const untold = found.filter(({ value, month }) => value === null && month !== undefined);
  const provinces = useQueries({
    queries: untold.map(({ kpi, month = '' }) => ({
      queryKey: ['province targets', kpiKey(kpi), kpi.target, month],
      queryFn: ({ signal }: { readonly signal: AbortSignal }) => targetOfProvinces(kpi, month, signal),
    })),
  });
  const receipts = asked.flatMap(({ data }) => data?.receipt ?? []);
  const cut = receipts.find(({ complete }) => !complete);
  return {
    of: new Map(found.map(({ kpi, course }) => [kpiKey(kpi), course])),
    targets: new Map<string, KpiTarget>([
      ...found.flatMap(({ kpi, value }) =>
        value === null ? [] : [[kpiKey(kpi), { value, provinces: null }] as const],
      ),
      // A figure stands by itself where its target cannot be told.
      ...untold.flatMap(({ kpi }, at) => {
        const target = provinces[at]?.data;
        return target ? [[kpiKey(kpi), target] as const] : [];
      }),
    ]),
    failures: new Map(
      subjects.flatMap(({ kpis: own }, at) => {
        const error = asked[at]?.error ?? null;
        return error === null ? [] : own.map((kpi) => [kpiKey(kpi), error] as const);
      }),
    ),
    receipt: receipts[0] ?? null,
    cut: cut ? (cut.incompleteBecause ?? '') : null,
    done: [...asked, ...provinces].every(({ isFetching }) => !isFetching),
    again: () => {
      for (const one of asked) if (one.error) void one.refetch();
    },
  };
}
