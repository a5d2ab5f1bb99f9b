import type { Order } from '../../semantic/contract/query.js';
import type { EncodedColumn } from '../encode/row-encoder.js';
import { as, build, canonical, functionName, type Node } from '../query/ast.js';
import { isConstant } from '../query/constants.js';
import { isAggregate, measureCalled } from '../query/functions.js';
import { inline, memberOf, targetsOf } from '../query/scope.js';
import { answerColumn } from '../translate/names.js';
import { Translator } from '../translate/translate.js';
import type { Translated } from '../translate/types.js';
import type { Block } from './block.js';
import type { BlockRequest } from './block-request.js';
import { bucketUse } from './buckets.js';
import type { DirectBlock } from './direct.js';
import { groupKeys, hasGroupingSets } from './group-keys.js';
import { isOwnType } from './key-plan.js';
import { isCount } from './measure-value.js';
import { type BlockKey, type MemberKey, ROWS } from './part.js';
import { type Limit, pageOf, pushedLimit } from './push-limit.js';

/** Rows of a LIMIT that is no page: it has neither OFFSET nor ORDER BY. */
const SMALLEST_DOWNLOAD = 1_000_000;

function tie(by: string | undefined): Order[] {
  return by === undefined ? [] : [{ by, direction: 'asc', nulls: 'last', byValue: true }];
}

/** What of a block's statement the engine does itself: its order and page, or all of it. */
export class BlockPage {
  /** HAVING where the engine can apply it. */
  readonly having: Translated | undefined;

  constructor(
    private readonly request: BlockRequest,
    private readonly keys: readonly BlockKey[],
    /** The statement's groups may be wider than the engine's. */
    private readonly merged: boolean,
  ) {
    this.having = this.havingOf();
  }

  /** LIMIT for the engine, when there is one question whose rows are the statement's rows. */
  limit(): Limit | undefined {
    const { request } = this;
    if (request.parts.length !== 1 || this.merged || hasGroupingSets(request.select)) return undefined;
    if (request.aggregated && !request.select.groupClause) return undefined;
    const { select, environment } = request;
    const ties = this.ties();
    if (ties.some(({ by }) => by === undefined)) return undefined;
    const limit = pushedLimit(select, environment.constants, (key) => this.sortColumn(key), this.having !== undefined);
    return limit && { ...limit, order: [...limit.order, ...ties.flatMap(({ by }) => tie(by))] };
  }

  /** What Postgres sorts by last, so that pages neither lose nor repeat rows that the statement's order leaves equal. */
  tieBreaks(rewrite: (key: Node) => Node): Node[] {
    const { limitCount, limitOffset, distinctClause } = this.request.select;
    if ((!limitCount && !limitOffset) || distinctClause || hasGroupingSets(this.request.select)) return [];
    return this.ties().map(({ node }) => ({
      SortBy: {
        // Of single rows these are columns of the rows already.
        node: this.request.aggregated ? rewrite(node) : node,
        sortby_dir: 'SORTBY_DEFAULT',
        sortby_nulls: 'SORTBY_NULLS_DEFAULT',
      },
    }));
  }

  /**
   * The keys in the order that breaks ties, as expressions over members or columns of the rows, with the engine's column of
   * each where it has one.
   */
  private ties(): { readonly node: Node; readonly by: string | undefined }[] {
    const { select, scope, aggregated } = this.request;
    if (aggregated)
      return select.groupClause
        ? groupKeys(select, scope)
            .filter((key) => !isConstant(key))
            .map((node) => ({ node, by: this.sortColumn(node) }))
        : [];
    return this.rowTies().map((by) => ({ node: build.column(ROWS, by), by }));
  }

  /** Of single rows: the view's key where the rows have it, else all that is asked of them. */
  private rowTies(): string[] {
    const { view } = this.request.scope;
    const known = this.keys.filter(
      (key) => !['json', 'array'].includes(key.type) && (key.kind === 'computed' || !key.dimension.masked),
    );
    const own = view.key.map((name) => this.memberKey(name)?.column);
    if (own.length > 0 && own.every((column) => column !== undefined)) return own;
    const measures = this.request.mainPart.measures.filter(({ measure }) => !['json', 'array'].includes(measure.type));
    return [...known, ...measures].map(({ column }) => column);
  }

  /** HAVING as a condition on the engine's columns, when its groups are the statement's. */
  private havingOf(): Translated | undefined {
    const { request } = this;
    const { havingClause } = request.select;
    if (!havingClause || request.parts.length !== 1 || this.merged || hasGroupingSets(request.select)) return undefined;
    if (!request.select.groupClause || this.keys.length === 0) return undefined;
    const column = (node: Node): Translated | undefined => {
      const name = this.plainColumn(node);
      const key = this.keys.find((known) => known.column === name);
      if (key?.kind === 'computed') return { ...key.value, parts: [{ column: key.column }] };
      const measure = request.mainPart.measures.find((known) => known.column === name)?.measure;
      return measure ? answerColumn(measure, name ?? '') : undefined;
    };
    const { constants } = request.environment;
    return new Translator({ column, moment: () => undefined, constants }).condition(
      inline(havingClause, request.scope),
    );
  }

  /** The statement as one question, when its columns are the engine's own and so are its order and page. */
  direct(block: Block): DirectBlock | undefined {
    const { select, scope, environment, parts, aggregated } = this.request;
    if (parts.length !== 1 || this.merged || select.op !== 'SETOP_NONE' || select.windowClause || select.intoClause)
      return undefined;
    const lone = aggregated && !select.groupClause;
    if (lone ? !this.isWhole() : aggregated ? hasGroupingSets(select) || this.keys.length === 0 : select.distinctClause)
      return undefined;
    const names = block.columns.map(({ name }) => name);
    const columns: EncodedColumn[] = [];
    for (const { value } of targetsOf(select, scope)) {
      const at = names.indexOf(this.plainColumn(value) ?? '');
      const type = block.columns[at]?.type;
      if (type === undefined) return undefined;
      columns.push({ at, type });
    }
    const pushed = this.having !== undefined;
    const page = pageOf(select, environment.constants, (key) => this.sortColumn(key), pushed);
    if (!page || columns.length === 0) return undefined;
    const ties = (aggregated ? this.keys.map(({ column }) => column) : this.rowTies()).flatMap(tie);
    const sorted = new Set(page.order.map(({ by }) => by));
    return {
      columns,
      ...(lone
        ? { ofNothing: this.request.mainPart.measures.map(({ measure }) => (isCount(measure) ? '0' : null)) }
        : {}),
      question: (context, values) => {
        const limit = page.limit(values);
        const offset = page.offset(values);
        const whole = { ...(limit === undefined ? {} : { limit }), ...(offset > 0 ? { offset } : {}) };
        // So many single rows from the first on are taken out, not leafed through: sorting them would be most of the engine's work.
        const download =
          !aggregated && !select.limitOffset && page.order.length === 0 && (limit ?? 0) >= SMALLEST_DOWNLOAD;
        const cut = !download && (limit !== undefined || offset > 0);
        const order = cut && !lone ? [...page.order, ...ties.filter(({ by }) => !sorted.has(by))] : page.order;
        return block.question(context, values, order.length > 0 ? { ...whole, order } : whole);
      },
    };
  }

  /** One group over all rows, whose one row is the statement's. */
  private isWhole(): boolean {
    const { havingClause, limitCount, limitOffset, distinctClause } = this.request.select;
    return this.keys.length === 0 && !havingClause && !limitCount && !limitOffset && !distinctClause;
  }

  /** The engine's column that an output column is, as it stands. */
  private plainColumn(value: Node): string | undefined {
    const { request } = this;
    const computed = request.keyPlan.computed.get(canonical(value));
    if (computed) return isOwnType(computed.value.type) ? computed.column : undefined;
    const member = memberOf(value);
    const key = this.memberKey(member);
    if (key) return key.column;
    if (!request.aggregated && member !== undefined) return request.knownMeasureColumn(request.mainPart, member);
    return this.measureSorted(value);
  }

  private sortColumn(key: Node): string | undefined {
    const { select, scope } = this.request;
    const targets = targetsOf(select, scope);
    const position = as(key, 'A_Const')?.ival?.ival;
    const fields = as(key, 'ColumnRef')?.fields;
    const name = fields?.length === 1 ? as(fields[0], 'String')?.sval : undefined;
    const named = name === undefined ? undefined : targets.find((target) => target.name === name)?.value;
    const value = (position === undefined ? named : targets[position - 1]?.value) ?? inline(key, scope);
    const computed = this.request.keyPlan.computed.get(canonical(value));
    if (computed) return computed.type === 'boolean' ? undefined : computed.column;
    const call = as(value, 'FuncCall');
    const bucket = call && functionName(call) === 'date_trunc' ? bucketUse(call) : undefined;
    const member = memberOf(value) ?? bucket?.member;
    const own = this.memberKey(member);
    if (own) {
      const sortable = !['json', 'array', 'boolean'].includes(own.type);
      const same = bucket === undefined || bucket.bucket === (own.granularity ?? own.dimension.grain);
      return sortable && same ? own.column : undefined;
    }
    return this.measureSorted(value);
  }

  private memberKey(member: string | undefined): MemberKey | undefined {
    return this.keys.find((key): key is MemberKey => key.kind === 'member' && key.dimension.name === member);
  }

  /** The column of a measure that stands alone, however it is spelled. */
  private measureSorted(value: Node): string | undefined {
    const { request } = this;
    const call = as(value, 'FuncCall');
    if (call?.agg_filter || call?.over) return undefined;
    const spelled = call && (functionName(call) === 'measure' || isAggregate(call)) ? call.args?.[0] : value;
    if (call && spelled === value && measureCalled(call, request.scope.view) === undefined) return undefined;
    const use = request.measureUse(spelled);
    return use && request.knownMeasureColumn(request.mainPart, use.key);
  }
}
