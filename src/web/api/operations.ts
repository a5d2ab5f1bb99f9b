import type { CatalogAnswer, DrillThroughAnswer, PivotAnswer, ValuesAnswer as Values } from './answers.js';
import { answered, ask } from './client.js';
import { CATALOG, DRILL_THROUGH, PIVOT, VALUES } from './documents.js';
import type { CatalogView, FilterInput, PivotInput, PivotResult, Rights, Scalar } from './types.js';

export interface KnownCatalog {
  readonly views: readonly CatalogView[];
  readonly names: CatalogAnswer['catalog']['names'];
  readonly factors: CatalogAnswer['catalog']['factors'];
  readonly rights: Rights;
}

/** What the caller may ask about, and what the model lets the caller's roles do. */
export async function fetchCatalog(): Promise<KnownCatalog> {
  const { catalog, me } = await ask<CatalogAnswer>(CATALOG);
  return { views: catalog.views, names: catalog.names, factors: catalog.factors, rights: me };
}

export async function fetchPivot(input: PivotInput, signal?: AbortSignal): Promise<PivotResult> {
  const { pivot } = await ask<PivotAnswer>(PIVOT, { input }, signal);
  return answered(pivot);
}

export type ValuesAnswer = NonNullable<Values['values']>;

export async function fetchValues(
  view: string,
  dimension: string,
  search: string,
  filters: readonly FilterInput[],
  signal?: AbortSignal,
): Promise<ValuesAnswer> {
  const variables = { view, dimension, search: search || null, filters, first: 200 };
  const { values } = await ask<Values>(VALUES, variables, signal);
  return answered(values);
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

export type DrillThroughResult = NonNullable<DrillThroughAnswer['drillThrough']>;

export async function fetchRows(input: DrillThroughInput, signal?: AbortSignal): Promise<DrillThroughResult> {
  const { drillThrough } = await ask<DrillThroughAnswer>(DRILL_THROUGH, { input }, signal);
  return answered(drillThrough);
}
