import type { Document, LineCounter } from 'yaml';

/** A model as Cube's YAML spells it, as far as this server reads or changes it. */
export interface ModelContent {
  cubes?: CubeYaml[];
  views?: ViewYaml[];
  [other: string]: unknown;
}

export interface MemberYaml {
  name: string;
  type?: string;
  sql?: string;
  title?: string;
  description?: string;
  primary_key?: boolean;
  public?: boolean;
  meta?: Record<string, unknown>;
  [other: string]: unknown;
}

export interface CubeYaml {
  name: string;
  public?: boolean;
  data_source?: string;
  dimensions?: MemberYaml[];
  measures?: MemberYaml[];
  segments?: MemberYaml[];
  meta?: Record<string, unknown>;
  access_policy?: PolicyYaml[];
  [other: string]: unknown;
}

export interface ViewYaml {
  name: string;
  public?: boolean;
  cubes?: {
    join_path: string;
    includes?: '*' | (string | { name: string; alias?: string })[];
    [other: string]: unknown;
  }[];
  meta?: Record<string, unknown>;
  access_policy?: PolicyYaml[];
  [other: string]: unknown;
}

export interface PolicyYaml {
  group?: string;
  groups?: string[];
  member_level?: { includes?: '*' | string[]; excludes?: '*' | string[] };
  member_masking?: { includes?: '*' | string[]; excludes?: '*' | string[] };
  row_level?: unknown;
  [other: string]: unknown;
}

/** One file of the model, with what is needed to say on which line something is. */
export interface ModelFile {
  /** Relative to the model directory. */
  readonly name: string;
  readonly text: string;
  /** As it was written; parsed when somebody wants to know where something stands. */
  readonly document: Document;
  readonly lines: LineCounter;
  /** What it says, for a reader that changes nothing. */
  readonly written: ModelContent;
  /** What the model is made of: `written`, then changed step by step. */
  readonly content: ModelContent;
}
