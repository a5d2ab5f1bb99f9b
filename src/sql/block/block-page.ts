import type { EncodedColumn } from '../encode/row-encoder.js';
import { as, canonical, functionName, type Node } from '../query/ast.js';
import { isAggregate, measureCalled } from '../query/functions.js';
import { inline, memberOf, targetsOf } from '../query/scope.js';
import { answerColumn } from '../translate/names.js';
import { Translator } from '../translate/translate.js';
import type { Translated } from '../translate/types.js';
import type { Block } from './block.js';
import type { BlockRequest } from './block-request.js';
import { bucketUse } from './buckets.js';
import type { DirectBlock } from './direct.js';
import { hasGroupingSets } from './group-keys.js';
import { isOwnType } from './key-plan.js';
import { isCount } from './measure-value.js';
import type { BlockKey, MemberKey } from './part.js';
import { type Limit, pageOf, pushedLimit } from './push-limit.js';

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
    return pushedLimit(select, environment.constants, (key) => this.sortColumn(key), this.having !== undefined);
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
    return {
      columns,
      ...(lone
        ? { ofNothing: this.request.mainPart.measures.map(({ measure }) => (isCount(measure) ? '0' : null)) }
        : {}),
      question: (context, values) => {
        const limit = page.limit(values);
        const offset = page.offset(values);
        const whole = { ...(limit === undefined ? {} : { limit }), ...(offset > 0 ? { offset } : {}) };
        return block.question(context, values, page.order.length > 0 ? { ...whole, order: page.order } : whole);
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
