import type { Cell, ColumnInfo, Granularity, PivotResult, Receipt, Scalar } from '../api/types.js';
import type { ReportChart } from '../pivot/chart-kinds.js';

// A report as the server keeps it (schema tenure-report/1; GraphQL's reportSchema has the whole of it).

/** Columns of twelve, rows of one height. */
export interface Place {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A parameter stands for the value that the reader chose. */
export type ReportValue = Scalar | { readonly parameter: string };

export interface MemberCondition {
  readonly member: string;
  readonly operator: string;
  readonly values?: readonly ReportValue[];
}

export type PeriodUnit = 'month' | 'quarter' | 'year';

/** The last periods that there is data of, whenever the report is opened. */
export interface LatestCondition {
  readonly member: string;
  readonly latest: { readonly count: number; readonly unit: PeriodUnit };
}

export type Condition = MemberCondition | LatestCondition | { readonly or: readonly MemberCondition[] };

export interface Question {
  readonly view: string;
  readonly measures: readonly {
    readonly name: string;
    readonly arguments?: Readonly<Record<string, ReportValue>>;
    readonly as?: string;
  }[];
  readonly dimensions: readonly { readonly name: string; readonly granularity?: Granularity }[];
  readonly filters: readonly Condition[];
  readonly order: readonly { readonly by: string; readonly direction: 'asc' | 'desc' }[];
  readonly limit: number;
}

export type CardComparison = 'previous' | 'lastYear';

interface Asked {
  readonly title: string;
  readonly question: Question;
  readonly place?: Place;
}
export interface TextTile {
  readonly kind: 'text';
  readonly text: string;
  readonly place?: Place;
}
export interface TableTile extends Asked {
  readonly kind: 'table';
  /** Nested axes with subtotals: the first `across` dimensions stand over the columns, the others are rows. */
  readonly pivot?: { readonly across: number };
}
export interface CardTile extends Asked {
  readonly kind: 'card';
  readonly compareWith?: CardComparison;
}
export interface ChartTile extends Asked {
  readonly kind: 'chart';
  readonly chart: ReportChart;
}
export type AskingTile = TableTile | CardTile | ChartTile;
export type Tile = TextTile | AskingTile;

export interface ReportPart {
  readonly title: string;
  readonly filters: readonly Condition[];
  readonly items: readonly Tile[];
}

export interface Parameter {
  readonly name: string;
  readonly title: string;
  readonly type: 'string' | 'number' | 'date';
  readonly default: string | number;
}

export interface CalculatedMember {
  readonly name: string;
  readonly view: string;
  readonly title: string;
  readonly expression: string;
  readonly unit?: string;
  readonly format?: 'number' | 'integer' | 'percent' | 'currency';
}

export interface ReportDocument {
  readonly schema: 'tenure-report/1';
  readonly title: string;
  readonly description: string;
  readonly parameters: readonly Parameter[];
  readonly calculated: readonly CalculatedMember[];
  readonly pages: readonly ReportPart[];
}

export interface ReportSummary {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly owner: string;
  readonly folder: string;
  readonly sharedWith: readonly string[];
  readonly version: number;
  readonly savedAt: string;
  readonly mine: boolean;
}

export interface Report extends ReportSummary {
  readonly document: ReportDocument;
}

export interface TileAnswer {
  readonly page: number;
  readonly item: number;
  readonly columns: readonly (ColumnInfo & { readonly role: string })[] | null;
  readonly rows: readonly (readonly Cell[])[] | null;
  readonly before: readonly (readonly Cell[])[] | null;
  /** Of a table with nested axes, in place of columns and rows. */
  readonly pivot?: Omit<PivotResult, 'receipt'> | null;
  readonly receipt: Receipt | null;
  readonly error: { readonly code: string; readonly message: string } | null;
}

export type ParameterValues = Readonly<Record<string, string | number>>;

export const emptyReport = (title: string, page: string): ReportDocument => ({
  schema: 'tenure-report/1',
  title,
  description: '',
  parameters: [],
  calculated: [],
  pages: [{ title: page, filters: [], items: [] }],
});

/** What a tile asks, whatever its place: equal keys have equal answers. */
export const tileKey = (tile: Tile): string => JSON.stringify({ ...tile, place: null });
