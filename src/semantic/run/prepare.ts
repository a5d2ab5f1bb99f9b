import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { type Principal, policyKey } from '../../access/principal.js';
import type { Cube } from '../../cube/cube.js';
import type { CubeSql } from '../../cube/sql.js';
import type { SemanticQuery } from '../contract/query.js';
import { requireView } from '../model/view.js';
import type { VisibleModel } from '../model/views-of.js';
import { simplified } from '../plan/merged-filters.js';
import { type Forms, hasRowsForm, type Plan, planOf, type ViewPolicy } from '../plan/plan.js';
import type { Form } from '../plan/plan-columns.js';
import { bindToken, type Shape, shapeOf } from '../plan/shape.js';
import { type Paging, pagingOf, ROW_CAP, STREAMED_ROW_CAP, statementOf } from '../plan/statement.js';
import type { LayerFinder } from './layer.js';

/** A question ready for the engine. */
export interface Prepared {
  readonly plan: Plan;
  readonly paging: Paging;
  readonly dataSource: CubeSql['dataSource'];
  readonly text: string;
  readonly params: Readonly<Record<string, string>>;
  readonly values: readonly unknown[];
  /** Equal for two questions that have the same answer as long as the data stay. */
  readonly key: string;
}

interface CompiledPlan {
  readonly plan: Plan;
  readonly paging: Paging;
  readonly sql: CubeSql;
  readonly text: string;
  readonly params: Readonly<Record<string, string>>;
}

export interface Preparation {
  readonly cube: Cube;
  readonly visible: (principal: Principal) => Promise<VisibleModel>;
  readonly layers: LayerFinder;
  readonly timeZone: string;
}

/** Characters of the questions that plans are kept for; a plan's statement takes some times as many. */
const MOST_PLAN_TEXT = 20_000_000;

/** Plans questions; a plan is kept by the question's shape and the caller's policy, as long as the model stays. */
export function createPreparer({ cube, visible, layers, timeZone }: Preparation) {
  const plans = new LRUCache<string, Promise<CompiledPlan>>({
    max: 2000,
    maxSize: MOST_PLAN_TEXT,
    sizeCalculation: (_plan, key) => key.length,
  });

  async function compile({ query, values }: Shape, principal: Principal): Promise<CompiledPlan> {
    const view = requireView((await visible(principal)).views, query.view);
    const paging = pagingOf(query, STREAMED_ROW_CAP);
    const policyOf = (name: string): ViewPolicy => ({
      isMasked: (member) => cube.isMasked(principal, ...ownerOf(name, member)),
      restrictedBy: cube.restrictedBy(principal, name),
    });
    const planned = async (forms?: Forms) => {
      const plan = planOf(view, query, timeZone, policyOf, forms);
      const sqlOf = (part: Plan | undefined) => part && cube.sql(part.cube, principal);
      const [own, beside, closing] = await Promise.all([
        cube.sql(plan.cube, principal),
        sqlOf(plan.beside),
        sqlOf(plan.closing),
      ]);
      return { plan, sql: { ...own, ...(beside ? { beside } : {}), ...(closing ? { closing } : {}) } };
    };
    const first = await planned();
    const forms = {
      own: await formOf(values, first.plan, first.sql),
      beside: await formOf(values, first.plan.beside, first.sql.beside),
    };
    const { plan, sql } = forms.own === 'rows' || forms.beside === 'rows' ? await planned(forms) : first;
    return { plan, paging, sql, ...statementOf(plan, sql, query, paging) };
  }

  /** Whether a projection answers the sums of states; the engine's own plan says so. */
  async function formOf(values: readonly string[], plan: Plan | undefined, sql: CubeSql | undefined): Promise<Form> {
    if (!plan || !sql || sql.dataSource === 'store' || !hasRowsForm(plan)) return 'states';
    const layer = await layers.layerOf({ text: sql.text, params: boundParams(sql.params, values) });
    return layer.includes('.') ? 'rows' : 'states';
  }

  return async function prepare(question: SemanticQuery, principal: Principal, rowCap = ROW_CAP): Promise<Prepared> {
    pagingOf(question, rowCap);
    if (question.ungrouped) cube.roles().require(principal, 'rows');
    const view = requireView((await visible(principal)).views, question.view);
    const { asOf: _asOf, ...asked } = question;
    const shape = shapeOf(view, simplified(view, asked));
    const planKey = `${cube.version()}|${policyKey(principal)}|${JSON.stringify(shape.query)}`;
    let compiled = plans.get(planKey);
    if (!compiled) {
      compiled = compile(shape, principal);
      plans.set(planKey, compiled);
      compiled.catch(() => plans.delete(planKey));
    }
    const { plan, paging, sql, text, params } = await compiled;
    return {
      plan,
      paging,
      dataSource: sql.dataSource,
      text,
      params: boundParams(params, shape.values),
      values: sql.values.map((value) => bindToken(value, shape.values)),
      key: shortKey(`${planKey}|${JSON.stringify(shape.values)}`),
    };
  };
}

/** Members of cubes that are joined to the view are named in full. */
function ownerOf(view: string, member: string): [string, string] {
  const at = member.indexOf('.');
  return at === -1 ? [view, member] : [member.slice(0, at), member.slice(at + 1)];
}

function boundParams(params: Readonly<Record<string, string>>, values: readonly string[]): Record<string, string> {
  return Object.fromEntries(Object.entries(params).map(([name, value]) => [name, String(bindToken(value, values))]));
}

/** Keys are kept with answers: that of a question with long lists is its hash. */
function shortKey(key: string): string {
  return key.length <= LONGEST_KEY ? key : createHash('sha256').update(key).digest('base64');
}
const LONGEST_KEY = 10_000;
