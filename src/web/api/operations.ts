import { ask } from './client.js';
import { CATALOG, DRILL_THROUGH, PIVOT, VALUES } from './documents.js';
import type { CatalogView, Cell, ColumnInfo, FilterInput, PivotInput, PivotResult, Receipt, Scalar } from './types.js';

export async function fetchCatalog(): Promise<readonly CatalogView[]> {
  const { catalog } = await ask<{ catalog: { views: readonly CatalogView[] } }>(CATALOG);
  return catalog.views;
}

export async function fetchPivot(input: PivotInput, signal?: AbortSignal): Promise<PivotResult> {
  const { pivot } = await ask<{ pivot: PivotResult }>(PIVOT, { input }, signal);
  return pivot;
}

export interface CountedValue {
  readonly value: Scalar;
  readonly label: string;
  readonly count: Scalar;
}

export interface ValuesAnswer {
  readonly values: readonly CountedValue[];
  readonly hasMore: boolean;
}

export async function fetchValues(
  view: string,
  dimension: string,
  search: string,
  filters: readonly FilterInput[],
  signal?: AbortSignal,
): Promise<ValuesAnswer> {
  const variables = { view, dimension, search: search || null, filters, first: 200 };
  const { values } = await ask<{ values: ValuesAnswer }>(VALUES, variables, signal);
  return values;
}

export interface DrillThroughInput {
  readonly view: string;
  readonly measure?: string;
  readonly cell: readonly { readonly name: string; readonly granularity?: string; readonly value: Scalar }[];
  readonly filters: readonly FilterInput[];
  readonly columns?: readonly string[];
  readonly orderBy?: readonly { readonly by: string; readonly direction: 'asc' | 'desc' }[];
  readonly first: number;
  readonly offset: number;
}

export interface DrillThroughResult {
  readonly columns: readonly (ColumnInfo & { readonly role: string })[];
  readonly rows: readonly (readonly Cell[])[];
  readonly hasMore: boolean;
  readonly receipt: Receipt;
}

export async function fetchRows(input: DrillThroughInput, signal?: AbortSignal): Promise<DrillThroughResult> {
  const { drillThrough } = await ask<{ drillThrough: DrillThroughResult }>(DRILL_THROUGH, { input }, signal);
  return drillThrough;
}
