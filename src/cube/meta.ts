/** Cube's description of the model, as far as the catalogue reads it. Full names: `churn.province`. */
export type CubeMeta = readonly { readonly config: CubeMetaItem }[];

export interface CubeMetaItem {
  readonly name: string;
  readonly type?: 'cube' | 'view';
  readonly title?: string;
  readonly description?: string;
  readonly public?: boolean;
  readonly isVisible?: boolean;
  readonly meta?: MetaNotes;
  readonly measures?: readonly CubeMetaMeasure[];
  readonly dimensions?: readonly CubeMetaDimension[];
  readonly segments?: readonly CubeMetaMember[];
  readonly hierarchies?: readonly (CubeMetaMember & { readonly levels: readonly string[] })[];
  readonly folders?: readonly { readonly name: string; readonly members: readonly string[] }[];
}

/** What the model's own `meta:` may hold; nothing of it is trusted to have the right type. */
export type MetaNotes = Readonly<Record<string, unknown>>;

export interface CubeMetaMember {
  readonly name: string;
  readonly title?: string;
  readonly shortTitle?: string;
  /** The cube's member that a view's member stands for. */
  readonly aliasMember?: string;
  readonly description?: string;
  readonly isVisible?: boolean;
  readonly public?: boolean;
  readonly meta?: MetaNotes;
}

export interface CubeMetaMeasure extends CubeMetaMember {
  readonly type: string;
  readonly aggType?: string;
  /** A rolling or to-date window: its values do not add up. */
  readonly cumulative?: boolean;
  readonly format?: unknown;
  readonly drillMembers?: readonly string[];
}

export interface CubeMetaDimension extends CubeMetaMember {
  readonly type: string;
  readonly primaryKey?: boolean;
  readonly format?: unknown;
}
