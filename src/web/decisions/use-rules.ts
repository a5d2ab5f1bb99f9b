import { useCallback } from 'react';
import { ask } from '../api/client.js';
import { useAsked } from '../parts/use-asked.js';
import { useFetched } from '../parts/use-fetched.js';
import { COUNT_RULE, RULES, SAVE_RULE } from './documents.js';
import type { Kind, Rule, RuleCount, RuleVersion } from './rule.js';

const PAUSE_MS = 200;

/** The versions of a rule, the newest first. */
export function useVersions(kind: Kind) {
  return useFetched(
    useCallback(
      async (signal: AbortSignal) =>
        (await ask<{ customerRules: readonly RuleVersion[] }>(RULES, { kind }, signal)).customerRules,
      [kind],
    ),
  );
}

export async function saveRule(kind: Kind, rule: Rule, base: number): Promise<number> {
  const { saveCustomerRule } = await ask<{ saveCustomerRule: { version: number } }>(SAVE_RULE, { kind, rule, base });
  return saveCustomerRule.version;
}

/** What a rule would take in; asked anew after the hand has rested. `count` is of the rule as it stands only when `ready`. */
export function useCount(rule: Rule | null) {
  const wanted = rule && rule.all.length + rule.any.length > 0 ? rule : null;
  const { value, ready, error, again } = useAsked(
    wanted && ['count of rule', wanted],
    async (signal) =>
      (await ask<{ countCustomerRule: RuleCount }>(COUNT_RULE, { rule: wanted }, signal)).countCustomerRule,
    { pauseMs: PAUSE_MS, keeps: true },
  );
  return { count: value, ready, error, again };
}
