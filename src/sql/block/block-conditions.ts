import { PG_TYPES } from '../catalogue/types.js';
import { as, build, canonical, mapNodes, type Node } from '../query/ast.js';
import { inline, memberOf } from '../query/scope.js';
import { notSupported, wrongUse } from '../query/sql-error.js';
import { Template } from '../query/template.js';
import { compileSubLink } from './block-environment.js';
import type { BlockRequest } from './block-request.js';
import { type Condition, type ConditionNames, compileCondition } from './condition.js';
import type { Decision } from './distinct-values.js';
import { hasSegment, membersOf } from './expression-facts.js';
import { MAX_LISTED } from './filters.js';
import { PART_COLUMN, type Part, ROWS, type RowColumn } from './part.js';
import { unknownColumn } from './refusals.js';
import { rowsFrom } from './row-layout.js';

/** Conditions of a block: WHERE, and those that only some of its measures have (FILTER, CASE). */
export class BlockConditions {
  readonly decisions = new Map<Node, Decision>();
  private readonly names: ConditionNames;

  constructor(private readonly request: BlockRequest) {
    this.names = {
      constants: request.environment.constants,
      dimension: (member) => request.dimension(member),
      isSegment: (member) => this.isSegment(member),
      checkMembers: (members, pushed) => {
        for (const member of members) this.checkMember(member, pushed);
      },
      translate: (test) => (this.isAboutMonth(test) ? undefined : request.translator.condition(test)),
    };
  }

  /** The block's own condition, with those of the sub-selects that were flattened. */
  where(): { condition: Condition; segments: string[] } {
    const { select, scope } = this.request;
    const clauses = [...scope.where, ...(select.whereClause ? [inline(select.whereClause, scope)] : [])];
    const segments: string[] = [];
    const flatten = (condition: Condition): Condition[] => {
      if (condition.kind === 'and') return condition.parts.flatMap(flatten);
      if (condition.kind !== 'segment') return [condition];
      segments.push(condition.name);
      return [];
    };
    const parts = clauses.map((clause) => this.condition(clause)).flatMap(flatten);
    if (parts.some(hasSegment))
      throw notSupported('a segment can only be joined to other conditions by AND', 'Write WHERE segment AND ….');
    return { condition: { kind: 'and', parts }, segments };
  }

  /** The part of the block that only rows of this filter make. */
  partOf(filter: Node | undefined): Part {
    if (!filter) return this.request.mainPart;
    const condition = this.condition(filter, { ...this.names, isSegment: () => false });
    return this.request.part({ key: canonical(filter), condition });
  }

  private condition(node: Node, names = this.names): Condition {
    const compiled = compileCondition(node, names);
    this.prepare(compiled);
    return compiled;
  }

  /**
   * The months of a view are few, and as a list of them the semantic layer knows what a condition means: for measures that look
   * back, and for views that hold one month alone.
   */
  private isAboutMonth(test: Node): boolean {
    const { timeDimension } = this.request.scope.view;
    const members = membersOf(test);
    if (members.size !== 1 || timeDimension === null || !members.has(timeDimension)) return false;
    return this.request.dimension(timeDimension)?.grain === 'month';
  }

  private isSegment(member: string): boolean {
    return this.request.scope.view.segments.some(({ name }) => name === member);
  }

  private checkMember(member: string, pushed: boolean): void {
    if (this.request.dimension(member) || (pushed && this.isSegment(member))) return;
    if (this.isSegment(member))
      throw notSupported(
        `the segment ${member} can only stand in a condition that the engine computes`,
        `Write WHERE ${member} AND ….`,
      );
    throw wrongUse(`${member} is a measure: rows cannot be filtered by it`, `Write HAVING MEASURE(${member}) ….`);
  }

  /** Predicates for Postgres become statements over their members' values. */
  private prepare(condition: Condition): void {
    if (condition.kind === 'inSelect' || condition.kind === 'inArray') this.prepare(condition.predicate);
    if (condition.kind === 'and' || condition.kind === 'or') for (const part of condition.parts) this.prepare(part);
    if (condition.kind !== 'predicate' || this.decisions.has(condition.test)) return;
    const { request } = this;
    const columns: RowColumn[] = condition.members.map((member, at) => ({
      name: `v_${at}`,
      type: request.dimension(member)?.type ?? 'string',
    }));
    const template = new Template();
    const first = template.reserve(columns.length + 1);
    const over = (node: Node): Node =>
      mapNodes(node, (inner) => {
        const member = memberOf(inner);
        if (member !== undefined) return build.column(ROWS, `v_${condition.members.indexOf(member)}`);
        if ('ColumnRef' in inner) throw unknownColumn(inner, request);
        const link = as(inner, 'SubLink');
        return link && compileSubLink(link, request.environment, template, over);
      });
    const statement: Node = {
      SelectStmt: {
        op: 'SETOP_NONE',
        targetList: [build.target(build.column(ROWS, PART_COLUMN))],
        fromClause: [rowsFrom(columns, first, ({ type }) => PG_TYPES[type].name)],
        whereClause: over(condition.test),
      },
    };
    const list = this.listOf(condition.test);
    this.decisions.set(condition.test, { statement, template, ...(list ? { list } : {}) });
  }

  /** The sub-select of `x IN (SELECT …)`, or of its negation, as a statement of its own. */
  private listOf(test: Node): Decision['list'] {
    const link = as(as(test, 'BoolExpr')?.args?.[0] ?? test, 'SubLink');
    if (link?.subLinkType !== 'ANY_SUBLINK' || !link.subselect || memberOf(link.testexpr) === undefined)
      return undefined;
    const template = new Template();
    const subquery = this.request.environment.subselect(link.subselect, template);
    const alias = { aliasname: ROWS, colnames: [build.string('value')] };
    const statement: Node = {
      SelectStmt: {
        op: 'SETOP_NONE',
        distinctClause: [{} as Node],
        targetList: [build.target(build.cast(build.column(ROWS, 'value'), 'text'))],
        fromClause: [{ RangeSubselect: { subquery, alias } }],
        limitCount: build.integer(MAX_LISTED + 1),
        limitOption: 'LIMIT_OPTION_COUNT',
      },
    };
    return { statement, template };
  }
}
