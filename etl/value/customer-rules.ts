import type { Pool } from 'pg';
import {
  CLASS_KINDS,
  type ClassRule,
  type COMPARISONS,
  type CustomerRules,
  classRuleSchema,
  DEFAULT_RULES,
  type RuleIndicator,
} from '../../src/analytics/segment/customer-classes.js';
import { type Fragment, join, sql, typed, unsafeRaw } from '../../src/warehouse/sql.js';

/** The newest saved rule of each kind, or the default. */
export async function currentRules(pool: Pool): Promise<CustomerRules> {
  const { rows } = await pool.query(
    `select distinct on (kind) kind, rule from customer_rule order by kind, version desc`,
  );
  const saved = new Map(rows.map(({ kind, rule }) => [String(kind), classRuleSchema.parse(rule)]));
  return { big: saved.get('big') ?? DEFAULT_RULES.big, potential: saved.get('potential') ?? DEFAULT_RULES.potential };
}

const SIGNS: Readonly<Record<(typeof COMPARISONS)[number], string>> = { gt: '>', gte: '>=', lt: '<', lte: '<=' };

/** 1 for a big customer, 2 for a potential one, 0 for neither; `columnOf` says where an indicator is found. */
export function classSql(
  rules: CustomerRules,
  columnOf: (indicator: RuleIndicator) => string = (name) => name,
): Fragment {
  const cases = CLASS_KINDS.map((kind, i) => sql`${conditionSql(rules[kind], columnOf)}, ${unsafeRaw(String(i + 1))}`);
  return sql`multiIf(${join(cases)}, 0)`;
}

function conditionSql({ all, any }: ClassRule, columnOf: (indicator: RuleIndicator) => string): Fragment {
  const met = ({ indicator, comparison, value }: ClassRule['all'][number]) =>
    sql`toFloat64(${unsafeRaw(columnOf(indicator))}) ${unsafeRaw(SIGNS[comparison])} ${typed(value, 'Float64')}`;
  const every = all.map(met);
  return join(any.length > 0 ? [...every, sql`(${join(any.map(met), ' OR ')})`] : every, ' AND ');
}
