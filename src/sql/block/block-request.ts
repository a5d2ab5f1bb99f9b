import type { CatalogDimension, CatalogMeasure } from '../../semantic/contract/catalog.js';
import { isAggregated } from '../query/aggregated.js';
import { build, type Node, type SelectStmt } from '../query/ast.js';
import { memberOf, type Scope } from '../query/scope.js';
import { notSupported, SqlError } from '../query/sql-error.js';
import { dimensionColumn } from '../translate/names.js';
import { Translator } from '../translate/translate.js';
import { type Translated, translated } from '../translate/types.js';
import type { BlockEnvironment } from './block-environment.js';
import { type Bucket, commonBucket } from './buckets.js';
import type { Condition } from './condition.js';
import { KeyPlan } from './key-plan.js';
import { type MeasureUse, measureUse } from './measure-call.js';
import { measureValue } from './measure-value.js';
import { type BlockKey, type MemberKey, PART_COLUMN, type Part, ROWS, SET_COLUMN } from './part.js';
import { COUNT_ROWS, ROW_COUNT } from './row-count.js';

/** Each is a question of its own. */
const MOST_PARTS = 200;

/** What a block comes to ask of the engine while its clauses are rewritten: dimensions, parts and their columns. */
export class BlockRequest {
  readonly parts: Part[] = [];
  readonly aggregated: boolean;
  readonly translator: Translator;
  readonly keyPlan: KeyPlan;
  private readonly dimensionUses = new Map<string, Set<Bucket>>();
  private readonly measureColumns = new Map<string, string>();
  private columnCount = 0;

  constructor(
    readonly select: SelectStmt,
    readonly scope: Scope,
    readonly environment: BlockEnvironment,
  ) {
    this.aggregated = isAggregated(select, scope);
    this.translator = new Translator({
      constants: environment.constants,
      column: (node) => {
        const member = memberOf(node) ?? '';
        const dimension = this.dimension(member);
        return dimension ? dimensionColumn(dimension) : this.segment(member);
      },
      moment: (node) => {
        const dimension = this.dimension(memberOf(node) ?? '');
        return dimension?.type === 'timestamp' && dimension.engineType && !dimension.masked
          ? dimension.name
          : undefined;
      },
    });
    this.keyPlan = new KeyPlan(select, scope, this);
    this.part(undefined);
  }

  // --- dimensions ---------------------------------------------------------------------------------------------------

  dimension(member: string): CatalogDimension | undefined {
    return this.scope.view.dimensions.find(({ name }) => name === member);
  }

  private segment(member: string): Translated | undefined {
    const { segments, dimensions } = this.scope.view;
    const inWarehouse = dimensions.some(({ engineType }) => engineType !== undefined);
    return inWarehouse && segments.some(({ name }) => name === member) ? translated('bool', [{ member }]) : undefined;
  }

  useDimension(member: string, bucket: Bucket): Node {
    const uses = this.dimensionUses.get(member) ?? new Set<Bucket>();
    this.dimensionUses.set(member, uses.add(bucket));
    return build.column(ROWS, this.dimensionColumn(member));
  }

  private dimensionColumn(member: string): string {
    return `d_${this.scope.view.dimensions.findIndex(({ name }) => name === member)}`;
  }

  /** What the engine groups by, or gives row by row: members first, then what it computes. */
  keys(): BlockKey[] {
    const members = [...this.dimensionUses].flatMap(([member, uses]): BlockKey[] => {
      const dimension = this.dimension(member);
      if (!dimension) return [];
      const granularity = this.aggregated ? commonBucket(dimension, uses) : undefined;
      return [{ kind: 'member', column: this.dimensionColumn(member), type: dimension.type, dimension, granularity }];
    });
    return [...members, ...this.keyPlan.computed.values()];
  }

  /** For each grouping set that is asked for itself, the positions of its keys. */
  sets(keys: readonly BlockKey[]): number[][] | undefined {
    return this.keyPlan.sets?.map((set) => {
      const columns = set.map((text) => this.keyPlan.computed.get(text)?.column ?? this.memberColumn(text));
      return [...keys.entries()].flatMap(([at, { column }]) => (columns.includes(column) ? [at] : []));
    });
  }

  private memberColumn(text: string): string | undefined {
    const member = memberOf(JSON.parse(text) as Node);
    return member === undefined ? undefined : this.dimensionColumn(member);
  }

  get setColumn(): Node {
    return build.column(ROWS, SET_COLUMN);
  }

  /** For questions that name no member: rows have to come from somewhere. */
  anyKey(): MemberKey {
    const dimension = this.scope.view.dimensions.find(({ masked }) => !masked);
    if (!dimension) throw notSupported('the view has no dimension to read rows by', 'Select MEASURE(measure).');
    const column = this.dimensionColumn(dimension.name);
    return { kind: 'member', column, type: dimension.type, dimension, granularity: undefined };
  }

  // --- parts --------------------------------------------------------------------------------------------------------

  get mainPart(): Part {
    return this.part(undefined);
  }

  /** The part of this condition and these columns beside the block's dimensions. */
  part(condition: { key: string; condition: Condition } | undefined, alone = ''): Part {
    const key = `${condition?.key ?? ''}|${alone}`;
    const known = this.parts.find((part) => part.key === key);
    if (known) return known;
    if (this.parts.length > MOST_PARTS)
      throw new SqlError('54001', `one select has more than ${MOST_PARTS} different conditions on its measures`, {
        hint: 'Group by what the conditions compare, or write several statements.',
      });
    const part: Part = { number: this.parts.length, key, condition: condition?.condition, extra: [], measures: [] };
    this.parts.push(part);
    return part;
  }

  isPart(part: Part): Node {
    return build.operator('=', build.column(ROWS, PART_COLUMN), build.integer(part.number));
  }

  /** A dimension that only this part asks for. */
  extraColumn(part: Part, member: string): Node {
    const dimension = this.dimension(member);
    if (!dimension) throw notSupported(`the segment ${member} can only be a condition`, `Write WHERE ${member}.`);
    const known = part.extra.find((extra) => extra.dimension.name === member);
    const column = known?.column ?? this.column('x_');
    if (!known) part.extra.push({ column, dimension });
    return build.column(ROWS, column);
  }

  private column(prefix: string): string {
    return `${prefix}${this.columnCount++}`;
  }

  // --- measures -----------------------------------------------------------------------------------------------------

  measureUse(node: Node | undefined): MeasureUse | undefined {
    return measureUse(node, this.scope.view, this.environment.constants);
  }

  measureColumn(part: Part, use: MeasureUse): string {
    const key = `${part.number}|${use.key}`;
    const known = this.measureColumns.get(key);
    if (known !== undefined) return known;
    const column = this.column('m_');
    this.measureColumns.set(key, column);
    part.measures.push({ column, measure: use.measure, arguments: use.arguments });
    return column;
  }

  /** The column of a measure that the part already asks for. */
  knownMeasureColumn(part: Part, key: string): string | undefined {
    return this.measureColumns.get(`${part.number}|${key}`);
  }

  valueOf(use: MeasureUse, part: Part, spelled: string): Node {
    return measureValue(use.measure, this.measureColumn(part, use), part.number, spelled);
  }

  /** The column of an aggregate of the door's own; `key` is equal for equal ones. */
  expressionColumn(part: Part, key: string, measure: CatalogMeasure, expression: Pick<Translated, 'parts'>): string {
    const known = this.measureColumns.get(`${part.number}| ${key}`);
    if (known !== undefined) return known;
    const column = this.column('a_');
    this.measureColumns.set(`${part.number}| ${key}`, column);
    part.measures.push({ column, measure, arguments: () => ({}), expression });
    return column;
  }

  rowCount(part: Part): string {
    const known = part.measures.find(({ measure }) => measure === ROW_COUNT);
    if (known) return known.column;
    const column = this.column('n_');
    part.measures.push({ column, measure: ROW_COUNT, arguments: () => ({}), expression: COUNT_ROWS });
    return column;
  }
}
