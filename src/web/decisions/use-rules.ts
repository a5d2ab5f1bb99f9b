import { useCallback, useEffect, useState } from 'react';
import { ask } from '../api/client.js';
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

/** What a rule would take in; asked anew after the hand has rested. `counted` is of the rule as it stands only when `ready`. */
export function useCount(rule: Rule | null) {
  const [counted, setCounted] = useState<{ readonly asked: string; readonly count: RuleCount } | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [round, setRound] = useState(0);
  const asked = JSON.stringify(rule);
  useEffect(() => {
    const wanted = JSON.parse(asked) as Rule | null;
    setError(null);
    if (!wanted || wanted.all.length + wanted.any.length === 0) return;
    const controller = new AbortController();
    const timer = setTimeout(() => {
      ask<{ countCustomerRule: RuleCount }>(COUNT_RULE, { rule: wanted }, controller.signal).then(
        ({ countCustomerRule }) => setCounted({ asked, count: countCustomerRule }),
        (failed: unknown) => {
          if (!controller.signal.aborted) setError(failed);
        },
      );
    }, PAUSE_MS);
    return () => {
      clearTimeout(timer);
      controller.abort();
    };
  }, [asked, round]);
  return {
    count: counted?.count ?? null,
    ready: counted?.asked === asked && error === null,
    error,
    again: useCallback(() => setRound((before) => before + 1), []),
  };
}
