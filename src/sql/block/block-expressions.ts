import { isMeasureFunction } from '../query/aggregated.js';
import { as, build, canonical, mapNodes, type Node } from '../query/ast.js';
import { isAggregate } from '../query/functions.js';
import { baseColumn, inline, memberOf } from '../query/scope.js';
import { notSupported, wrongUse } from '../query/sql-error.js';
import type { BlockAggregates } from './block-aggregates.js';
import { compileSubLink } from './block-environment.js';
import type { BlockRequest } from './block-request.js';
import { bucketUse } from './buckets.js';
import { bySet, groupingNumber, groupKeys } from './group-keys.js';
import { ROWS } from './part.js';
import { unknownColumn } from './refusals.js';

/** Expressions of a block's clauses, rewritten over its rows. */
export class BlockExpressions {
  constructor(
    private readonly request: BlockRequest,
    private readonly aggregates: BlockAggregates,
  ) {}

  /** `node` stands over members of the view. */
  rewrite(node: Node): Node {
    return mapNodes(node, (inner) => this.replace(inner));
  }

  private replace(node: Node): Node | undefined {
    const { request } = this;
    const { scope, environment } = request;
    const computed = request.keyPlan.columnOf(node);
    if (computed) return computed;
    const grouping = as(node, 'GroupingFunc');
    if (grouping && request.keyPlan.sets) return this.grouping(grouping.args ?? [], request.keyPlan.sets);
    const member = memberOf(node);
    if (member !== undefined) return this.memberValue(member);
    if ('ColumnRef' in node) throw unknownColumn(node, request);
    const link = as(node, 'SubLink');
    if (link) return compileSubLink(link, environment, environment.template, (inner) => this.rewrite(inner));
    const call = as(node, 'FuncCall');
    if (!call) return undefined;
    const use = bucketUse(call);
    if (use && request.dimension(use.member)) {
      const column = request.useDimension(use.member, use.bucket);
      return mapNodes(node, (inner) => (memberOf(inner) === use.member ? column : undefined));
    }
    if (call.over) return undefined;
    if (request.aggregated && isMeasureFunction(call, scope)) return this.aggregates.measureFunction(call);
    return isAggregate(call) ? this.aggregates.aggregate(call) : undefined;
  }

  private memberValue(member: string): Node {
    const { request } = this;
    if (request.dimension(member)) return request.useDimension(member, 'raw');
    const use = request.measureUse(baseColumn(member));
    if (!use) throw notSupported(`the segment ${member} can only be a condition`, `Write WHERE ${member}.`);
    if (!request.aggregated) return build.column(ROWS, request.measureColumn(request.mainPart, use));
    return request.valueOf(use, request.mainPart, 'measure');
  }

  /** GROUPING(…) over sets that are asked one by one. */
  private grouping(args: readonly Node[], sets: readonly (readonly string[])[]): Node {
    const keys = args.map((arg) => canonical(arg));
    return bySet(
      this.request.setColumn,
      sets.map((set) => groupingNumber(keys, set)),
    );
  }

  /** GROUP BY over the rows: sets that were asked one by one are told apart by their number. */
  groupClause(items: readonly Node[]): Node[] {
    const { select, scope, keyPlan, setColumn } = this.request;
    if (!keyPlan.sets) return items.map((item) => this.groupItem(item));
    return [setColumn, ...groupKeys(select, scope).map((key) => this.rewrite(key))];
  }

  /** In GROUP BY a name is a column of the input first, then an output. */
  private groupItem(item: Node): Node {
    const set = as(item, 'GroupingSet');
    if (set)
      return {
        GroupingSet: { ...set, ...(set.content ? { content: set.content.map((inner) => this.groupItem(inner)) } : {}) },
      };
    const resolved = inline(item, this.request.scope);
    const computed = this.request.keyPlan.columnOf(resolved);
    if (computed) return computed;
    const member = memberOf(resolved);
    if (member !== undefined && !this.request.dimension(member))
      throw wrongUse(`${member} is no dimension to group by`, `Group by dimensions and select MEASURE(${member}).`);
    return 'ColumnRef' in resolved && member === undefined ? item : this.rewrite(resolved);
  }

  sortItem(item: Node, outputs: ReadonlySet<string>): Node {
    const sort = as(item, 'SortBy');
    return sort?.node ? { SortBy: { ...sort, node: this.outputFirst(sort.node, outputs) } } : item;
  }

  /** In ORDER BY a bare name is an output first, a bare number its position. */
  outputFirst(node: Node, outputs: ReadonlySet<string>): Node {
    const fields = as(node, 'ColumnRef')?.fields;
    const name = as(fields?.[0], 'String')?.sval;
    if (fields?.length === 1 && name !== undefined && outputs.has(name)) return node;
    if (as(node, 'A_Const')?.ival) return node;
    return this.rewrite(inline(node, this.request.scope));
  }
}
