import { TenureError } from '../../errors/errors.js';
import type { Cell } from '../../semantic/contract/answer.js';
import type { CatalogDimension, CatalogView } from '../../semantic/contract/catalog.js';
import type { Granularity, SemanticQuery } from '../../semantic/contract/query.js';
import { build, mapNodes, type Node } from '../query/ast.js';
import type { Values } from '../query/constant.js';
import type { Ask } from '../query/planned.js';
import type { RunContext } from '../query/run-context.js';
import { memberOf } from '../query/scope.js';
import type { Template } from '../query/template.js';
import { toSql } from '../query/to-sql.js';
import type { Predicate } from './condition.js';
import { type DecidePredicate, type ListValues, MAX_LISTED, requireDimension } from './filters.js';
import { type Representatives, representatives } from './representatives.js';
import { arrayOf, int4Array } from './values.js';

/** Values of a dimension that Postgres decides a predicate over. */
const MAX_DECIDED = 20_000;
const MAX_TRUE_TUPLES = 2_000;

/** A predicate's test as a statement over the values of its members. */
export interface Decision {
  readonly statement: Node;
  readonly template: Template;
  /** Of `x IN (SELECT …)`: the sub-select alone, its values as text, one more than a list may hold. */
  readonly list?: { readonly statement: Node; readonly template: Template };
}

/** The statement's keys over one dimension, as a statement over its values that gives a text for each. */
export interface Merging {
  readonly statement: Node;
  readonly template: Template;
}

/** Lets Postgres compute what the engine has no expression for, over the distinct values of a view's dimensions. */
export class DistinctValues {
  constructor(
    private readonly view: CatalogView,
    private readonly decisions: ReadonlyMap<Node, Decision>,
    private readonly ask: Ask,
  ) {}

  /** Which values of a predicate's dimensions it is true for, by Postgres's own rules. */
  async decide({ members, test }: Predicate, context: RunContext, values: Values): ReturnType<DecidePredicate> {
    const decision = this.decisions.get(test);
    if (!decision) throw new TenureError('INTERNAL', 'A predicate was not prepared.');
    const dimensions = members.map((name) => requireDimension(this.view, name));
    const wanted = dimensions.map((dimension) => ({ dimension }));
    const tuples =
      members.length === 0 ? [[]] : await this.of(wanted, () => `the condition ${conditionText(test)}`, context);
    const inner = await decision.template.values(context, values);
    const cells = (at: number) => tuples.map((tuple) => tuple[at] ?? null);
    const bound = [...dimensions.map(({ type }, at) => arrayOf(type, cells(at))), int4Array(tuples.keys())];
    const found = await context.evaluate(decision.template.text(decision.statement, context.parameterCount), [
      ...bound,
      ...inner.slice(bound.length),
    ]);
    if (found.length === tuples.length) return { true: tuples, all: true };
    if (members.length > 1 && found.length > MAX_TRUE_TUPLES) throw tooManyValues(members);
    return { all: false, true: found.map(([number]) => tuples[Number(number)] ?? []) };
  }

  /** The values of the sub-select in `x IN (SELECT …)`; undefined when they are too many for a filter. */
  async list({ test }: Predicate, context: RunContext, values: Values): ReturnType<ListValues> {
    const { list } = this.decisions.get(test) ?? {};
    if (!list) return undefined;
    const inner = await list.template.values(context, values);
    const found = await context.evaluate(list.template.text(list.statement, context.parameterCount), inner);
    return found.length > MAX_LISTED ? undefined : found.map(([value]) => value ?? null);
  }

  /** A value that stands for each group that the keys make of a dimension; undefined when they keep all values apart. */
  async represent(
    dimension: CatalogDimension,
    granularity: Granularity | undefined,
    { statement, template }: Merging,
    context: RunContext,
  ): Promise<Representatives | undefined> {
    const cells = (await this.of([{ dimension, granularity }], () => `groups of ${dimension.name}`, context)).map(
      ([cell]) => cell ?? null,
    );
    const found = await context.evaluate(template.text(statement, context.parameterCount), [
      arrayOf(dimension.type, cells),
      int4Array(cells.keys()),
    ]);
    const groups: string[] = [];
    for (const [number, key] of found) groups[Number(number)] = key ?? '';
    return new Set(groups).size < cells.length ? representatives(dimension, cells, groups, granularity) : undefined;
  }

  private async of(
    wanted: readonly { readonly dimension: CatalogDimension; readonly granularity?: Granularity | undefined }[],
    purpose: () => string,
    context: RunContext,
  ): Promise<readonly (readonly Cell[])[]> {
    const query: SemanticQuery = {
      view: this.view.name,
      dimensions: wanted.map(({ dimension, granularity }) => ({
        name: dimension.name,
        ...(granularity ? { granularity } : {}),
      })),
      limit: MAX_DECIDED,
    };
    const answer = await this.ask(query, context.signal, purpose);
    if (!answer.receipt.complete) throw tooManyValues(wanted.map(({ dimension }) => dimension.name));
    return answer.rows;
  }
}

/** A condition as it is written, for EXPLAIN. */
function conditionText(test: Node): string {
  const named = mapNodes(test, (node) => {
    const member = memberOf(node);
    return member === undefined ? undefined : build.column(member);
  });
  return toSql({ SelectStmt: { targetList: [build.target(named)], op: 'SETOP_NONE' } }).replace(/^SELECT\s+/i, '');
}

function tooManyValues(members: readonly string[]): TenureError {
  return new TenureError('TOO_LARGE', `The condition on ${members.join(', ')} matches too many values to be decided.`, {
    hint: 'Compare the column itself with =, IN, <, > or BETWEEN.',
  });
}
