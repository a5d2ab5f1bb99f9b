import type { CubeMetaDimension, CubeMetaMeasure } from '../../cube/meta.js';
import type { DimensionRef, MeasureRef } from '../contract/query.js';
import type { Period } from '../model/period-kind.js';
import type { TargetLookup } from '../model/target-lookup.js';

/** A column of the answer and the member of Cube's answer that it shows. */
export interface PlannedColumn {
  readonly role: 'dimension' | 'measure';
  readonly name: string;
  /** Full name in Cube's answer, with the granularity of a bucket; an expression's alias. */
  readonly member: string;
  /** What is sent to Cube: the member's name or a member expression. */
  readonly asked: string;
  /** The model's member; absent for an expression. */
  readonly definition?: CubeMetaDimension | CubeMetaMeasure;
  readonly granularity?: string;
  /** The view's time, a bucket of it, or computed from it. */
  readonly ofTime?: boolean;
  readonly ref: MeasureRef | DimensionRef;
  /** Arguments that the measure runs with, defaults included. */
  readonly arguments?: Readonly<Record<string, number | string>>;
  /** Of a measure: what Cube is asked for it adds up over all dimensions, so that no row is 0 of it. */
  readonly additive?: boolean;
  /** Asked of the view beside (beside.ts). */
  readonly beside?: true;
  /** Made of another column over earlier months or the same parent; `asked` and `member` are then that one's. */
  readonly period?: Period;
  /** Looked up by the row's keys beside another column; `asked` and `member` are then that one's. */
  readonly target?: TargetLookup;
}

/** The column of the inner statement that a computed column is made of; undefined for a column that stands for itself. */
export function baseOf({ period, target }: PlannedColumn): string | undefined {
  return period?.base ?? target?.base;
}
