import { learnFactors } from '../i18n/factors.js';
import { learnNames } from '../i18n/members.js';
import type { CatalogAnswer, DrillThroughAnswer, PivotAnswer, ValuesAnswer as Values } from './answers.js';
import { answered, ask } from './client.js';
import { CATALOG, DRILL_THROUGH, PIVOT, VALUES } from './documents.js';
import type { CatalogView, FilterInput, PivotInput, PivotResult, Rights, Scalar } from './types.js';

/** What the caller may ask about, and what the model lets the caller's roles do. */
export async function fetchCatalog(): Promise<{ readonly views: readonly CatalogView[]; readonly rights: Rights }> {
  const { catalog, me } = await ask<CatalogAnswer>(CATALOG);
  learnNames(catalog.names);
  learnFactors(catalog.factors);
  return { views: catalog.views, rights: me };
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
