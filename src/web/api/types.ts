// What the page asks and gets; the documents are checked against the server's schema in operations.test.ts.

export type Scalar = string | number | boolean | null;
export type Cell = Scalar | readonly Cell[];
export type Granularity = 'day' | 'week' | 'month' | 'quarter' | 'year';

export interface Titled {
  readonly name: string;
  readonly title: Bilingual;
  /** In the language that the catalogue was asked in. */
  readonly description: string;
}

export interface Bilingual {
  readonly en: string;
  readonly zh: string;
}

export interface MeasureArgument {
  readonly name: string;
  readonly type: string;
  readonly default: Scalar;
  readonly minimum: number | null;
  readonly maximum: number | null;
  readonly description: string;
}

export interface CatalogMeasure extends Titled {
  readonly type: string;
  readonly aggregation: string;
  readonly additivity: string | null;
  readonly unit: string | null;
  readonly format: string | null;
  readonly arguments: readonly MeasureArgument[];
  readonly drillMembers: readonly string[];
}

export interface CatalogDimension extends Titled {
  readonly type: string;
  readonly primaryKey: boolean;
  readonly masked: boolean;
  readonly grain: string | null;
}

export interface CatalogHierarchy extends Titled {
  readonly levels: readonly string[];
}

export interface CatalogView extends Titled {
  readonly dimensions: readonly CatalogDimension[];
  readonly measures: readonly CatalogMeasure[];
  readonly hierarchies: readonly CatalogHierarchy[];
  readonly folders: readonly { readonly name: string; readonly members: readonly string[] }[];
  readonly timeDimension: string | null;
}

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

export interface FilterInput {
  readonly member?: string;
  readonly operator?: string;
  readonly values?: readonly Scalar[];
  readonly and?: readonly FilterInput[];
  readonly or?: readonly FilterInput[];
}

export interface PivotInput {
  readonly view: string;
  readonly rows: readonly LevelInput[];
  readonly columns: readonly LevelInput[];
  readonly measures: readonly MeasureInput[];
  readonly filters: readonly FilterInput[];
}

export interface AxisMember {
  readonly path: readonly Scalar[];
  readonly level: number;
  readonly label: string;
  readonly isTotal: boolean;
}

export interface ColumnInfo {
  readonly name: string;
  readonly title: string;
  readonly unit: string | null;
  readonly format: string | null;
  readonly type: string;
}

export interface MeasureDefinition {
  readonly measure: string;
  readonly title: string;
  readonly description: string;
  readonly unit: string | null;
  readonly additivity: string | null;
  readonly arguments: Readonly<Record<string, Scalar>> | null;
}

export interface Receipt {
  readonly definitions: readonly MeasureDefinition[];
  readonly sql: string | null;
  readonly layer: string;
  readonly rowsRead: number;
  readonly durationMs: number;
  readonly snapshot: string;
  readonly freshness: string | null;
  readonly complete: boolean;
  readonly incompleteBecause: string | null;
  readonly cached: boolean;
}

export interface PivotResult {
  readonly rows: readonly AxisMember[];
  readonly columns: readonly AxisMember[];
  readonly measures: readonly ColumnInfo[];
  readonly cells: readonly (readonly Cell[])[];
  readonly receipt: Receipt;
}
