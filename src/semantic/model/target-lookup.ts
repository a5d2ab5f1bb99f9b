import { z } from 'zod';

/** A key by which a target is looked up. */
export const targetKey = z.strictObject({
  member: z.string(),
  /** Dimensions whose members are the key's, one to one, such as its names. */
  same: z.array(z.string()).default([]),
  /** The key's value for all of them together, where targets are set for all. */
  whole: z.string().optional(),
});

/** `meta.target` of a measure: what another measure should be, found by the keys of each row of the answer. */
export const targetNotes = z.strictObject({
  /** target: the value itself; versus: the measure less it. */
  kind: z.enum(['target', 'versus']),
  of: z.string(),
  /** SQL of the value; `$name` stands for a key's column and `$of` for the measure's name. */
  value: z.string(),
  keys: z.array(targetKey),
});

export type TargetNotes = z.infer<typeof targetNotes>;

/** Where a key's value comes from: a column of the inner statement, or a constant of the question. */
export type KeySource =
  | { readonly column: string; readonly whole?: string }
  | { readonly text: string }
  | { readonly month: string };

export interface TargetLookup {
  readonly kind: TargetNotes['kind'];
  readonly of: string;
  /** Column of the inner statement that holds the measure. */
  readonly base: string;
  readonly value: string;
  /** By member; undefined where the rows asked are not what targets are set for. */
  readonly keys: ReadonlyMap<string, KeySource> | undefined;
}
