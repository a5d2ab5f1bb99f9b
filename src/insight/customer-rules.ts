import type { Pool } from 'pg';
import type { Principal } from '../access/principal.js';
import {
  type ClassKind,
  type ClassRule,
  classRuleSchema,
  DEFAULT_RULES,
} from '../analytics/segment/customer-classes.js';
import { TenureError } from '../errors/errors.js';
import type { Receipt } from '../semantic/contract/answer.js';
import type { ExpressionPart } from '../semantic/contract/expression.js';
import type { Filter } from '../semantic/contract/query.js';
import type { SemanticService } from '../semantic/contract/service.js';
import { atOneSnapshot } from '../semantic/pivot/pivot-snapshot.js';

/** A rule as it is kept; version 0 is the one in force before anybody saved one. */
export interface KeptRule {
  readonly kind: ClassKind;
  readonly version: number;
  readonly rule: ClassRule;
  readonly savedBy: string | null;
  readonly savedAt: string | null;
}

export interface RuleCountAnswer {
  readonly month: string | null;
  readonly customers: number;
  readonly of: number;
  /** By threshold, in the order all, any: how many reach it alone. */
  readonly reached: readonly number[];
  readonly receipts: readonly Receipt[];
}

export interface CustomerRuleService {
  /** The newest first. */
  versions(kind: ClassKind): Promise<readonly KeptRule[]>;
  count(principal: Principal, rule: unknown, signal?: AbortSignal): Promise<RuleCountAnswer>;
  /** Saves a new version made from version `base`, and labels every customer and month anew. */
  save(principal: Principal, kind: ClassKind, rule: unknown, base: number): Promise<KeptRule>;
}

/** The view that holds what rules are about. */
export const VALUES_VIEW = 'valuation';
const SIGNS = { gt: ' > ', gte: ' >= ', lt: ' < ', lte: ' <= ' } as const;

export function createCustomerRules(
  pool: Pool,
  semantic: SemanticService,
  relabel: () => Promise<unknown>,
): CustomerRuleService {
  const versions = async (kind: ClassKind): Promise<KeptRule[]> => {
    const { rows } = await pool.query(
      `select version, rule, saved_by, saved_at from customer_rule where kind = $1 order by version desc`,
      [kind],
    );
    const saved = rows.map((row) => ({
      kind,
      version: Number(row.version),
      rule: classRuleSchema.parse(row.rule),
      savedBy: String(row.saved_by),
      savedAt: new Date(row.saved_at).toISOString(),
    }));
    return [...saved, { kind, version: 0, rule: DEFAULT_RULES[kind], savedBy: null, savedAt: null }];
  };
  return {
    versions,
    count: (principal, rule, signal) => countRule(semantic, principal, parseRule(rule), signal),
    async save(principal, kind, rule, base) {
      semantic.roles().require(principal, 'rules');
      const { user } = principal;
      const parsed = parseRule(rule);
      const { rowCount } = await pool.query(
        `insert into customer_rule (kind, version, rule, saved_by)
         select $1, $2, $3, $4 where coalesce((select max(version) from customer_rule where kind = $1), 0) = $5
         on conflict do nothing`,
        [kind, base + 1, JSON.stringify(parsed), user, base],
      );
      if (rowCount !== 1)
        throw new TenureError('BAD_REQUEST', 'The rule was changed meanwhile: load it again, and save on top of it.');
      await relabel();
      return (await versions(kind))[0] as KeptRule;
    },
  };
}

function parseRule(rule: unknown): ClassRule {
  const parsed = classRuleSchema.safeParse(rule);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new TenureError('BAD_REQUEST', `The rule cannot be read: ${issue?.path.join('.')} ${issue?.message}.`);
}

/** How many customers of the last month the rule would take in, of those that the caller sees. */
async function countRule(
  semantic: SemanticService,
  principal: Principal,
  { all, any }: ClassRule,
  signal: AbortSignal | undefined,
): Promise<RuleCountAnswer> {
  const met = ({ indicator, comparison, value }: ClassRule['all'][number]): ExpressionPart[] => [
    'toFloat64(',
    { member: `row_${indicator}`, ofModel: true },
    `)${SIGNS[comparison]}`,
    { value, type: 'Float64' },
  ];
  const anyOf = any.flatMap((one, i) => (i === 0 ? met(one) : [' OR ', ...met(one)]));
  const conditions = [...all.map(met), ...(any.length > 0 ? [['(', ...anyOf, ')'] as ExpressionPart[]] : [])];
  const expression = (parts: readonly ExpressionPart[]): Filter => ({ expression: { parts: [...parts] } });
  const { result, receipts } = await atOneSnapshot(semantic, principal, signal ? { signal } : {}, async (ask) => {
    const last = await ask({
      view: VALUES_VIEW,
      dimensions: [{ name: 'month' }],
      measures: [{ name: 'customer_months' }],
      order: [{ by: 'month', direction: 'desc' }],
      limit: 1,
    });
    const [row] = last.rows;
    if (!row) return { month: null, of: 0, counts: [0, ...[...all, ...any].map(() => 0)] };
    const inMonth: Filter = { member: 'month', operator: 'equals', values: [String(row[0])] };
    const asked = [conditions.map(expression), ...[...all, ...any].map((one) => [expression(met(one))])];
    const counts = await Promise.all(
      asked.map(async (filters) => {
        const { rows } = await ask({
          view: VALUES_VIEW,
          measures: [{ name: 'customer_months' }],
          filters: [inMonth, ...filters],
        });
        return Number(rows[0]?.[0] ?? 0);
      }),
    );
    return { month: String(row[0]), of: Number(row[1]), counts };
  });
  const [customers = 0, ...reached] = result.counts;
  return { month: result.month, customers, of: result.of, reached, receipts };
}
