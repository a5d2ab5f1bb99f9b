// What the page asks and gets; answers are typed by answers.ts, which is made from the server's schema.

import type { CatalogAnswer, PivotAnswer } from './answers.js';
import type { FilterInput } from './json-values.js';

export type { Cell, FilterInput, Scalar } from './json-values.js';
export type Granularity = 'day' | 'week' | 'month' | 'quarter' | 'year';

type AnsweredView = CatalogAnswer['catalog']['views'][number];

type AnsweredMeasure = AnsweredView['measures'][number];

/** What the model may leave unsaid is absent or null. */
type Unsaid<T, K extends keyof T> = Omit<T, K> & Partial<Pick<T, K>>;

export type CatalogMeasure = Unsaid<AnsweredMeasure, 'good' | 'target' | 'evidence' | 'evidenceOf'>;
export type CatalogView = Unsaid<Omit<AnsweredView, 'measures'>, 'start' | 'panel'> & {
  readonly measures: readonly CatalogMeasure[];
};
export type CatalogDimension = CatalogView['dimensions'][number];
export type CatalogHierarchy = CatalogView['hierarchies'][number];
export type MeasureArgument = CatalogMeasure['arguments'][number];
/** What has a title in both languages and a description in the one that the catalogue was asked in. */
export type Titled = CatalogHierarchy;
export type Bilingual = Titled['title'];

/** Who is signed in. */
export interface SignedIn {
  readonly user: string;
  readonly groups: readonly string[];
}

/** What the model lets the caller's roles do, the cards of Home, and all roles to share with. */
export type Rights = CatalogAnswer['me'];

export type Me = SignedIn & Rights;

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
