// What the page asks and gets; answers are typed by answers.ts, which is made from the server's schema.

import type { CatalogAnswer, PivotAnswer } from './answers.js';
import type { FilterInput } from './json-values.js';

export type { Cell, FilterInput, Scalar } from './json-values.js';
export type Granularity = 'day' | 'week' | 'month' | 'quarter' | 'year';

type AnsweredView = CatalogAnswer['catalog']['views'][number];

/** `start` says how it is first shown, in the words of the page's address; absent where the model does not say. */
export type CatalogView = Omit<AnsweredView, 'start'> & Partial<Pick<AnsweredView, 'start'>>;
export type CatalogMeasure = CatalogView['measures'][number];
export type CatalogDimension = CatalogView['dimensions'][number];
export type CatalogHierarchy = CatalogView['hierarchies'][number];
export type MeasureArgument = CatalogMeasure['arguments'][number];
/** What has a title in both languages and a description in the one that the catalogue was asked in. */
export type Titled = CatalogHierarchy;
export type Bilingual = Titled['title'];

export interface Me {
  readonly user: string;
  readonly groups: readonly string[];
}

export interface LevelInput {
  readonly name: string;
  readonly granularity?: Granularity;
}

export interface MeasureInput {
  readonly name: string;
  readonly arguments?: Readonly<Record<string, string | number | boolean>>;
  readonly as?: string;
}

export interface PivotInput {
  readonly view: string;
  readonly rows: readonly LevelInput[];
  readonly columns: readonly LevelInput[];
  readonly measures: readonly MeasureInput[];
  readonly filters: readonly FilterInput[];
}

export type PivotResult = NonNullable<PivotAnswer['pivot']>;
export type AxisMember = PivotResult['rows'][number];
export type ColumnInfo = PivotResult['measures'][number];
export type Receipt = PivotResult['receipt'];
export type MeasureDefinition = Receipt['definitions'][number];
