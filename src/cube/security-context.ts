import type { Principal } from '../access/principal.js';

/** What access policies may read of the caller: `security_context.provinces` in a model. */
export interface SecurityContext {
  readonly user: string;
  readonly groups: readonly string[];
  readonly provinces: readonly string[];
  readonly accountManagers: readonly string[];
  /** Asked by the semantic layer, not by a client of the REST API. */
  readonly internal?: true;
}

export function securityContextOf(principal: Principal): SecurityContext {
  const { user, groups, provinces, accountManagers } = principal;
  return { user, groups, provinces, accountManagers };
}

/** Groups whose rows hang on a claim. Without the claim there is nothing that they may see. */
const NEEDS: Readonly<Record<string, 'provinces' | 'accountManagers'>> = {
  manager: 'provinces',
  service: 'accountManagers',
};

/** The groups that policies see. No context, no groups, hence no rows. */
export function groupsOf(context: Partial<SecurityContext> | undefined): string[] {
  if (!context?.groups) return [];
  return context.groups.filter((group) => {
    const claim = NEEDS[group];
    return claim === undefined || (context[claim] ?? []).length > 0;
  });
}

/** API scopes for Cube's own routes. SQL texts are for those whose receipts show them. Cube's GraphQL is never offered. */
export function scopesOf(context: Partial<SecurityContext> | undefined): string[] {
  const groups = groupsOf(context);
  if (groups.length === 0) return [];
  const seesSql = context?.internal === true || groups.includes('admin') || groups.includes('analyst');
  return ['meta', 'data', ...(seesSql ? ['sql'] : [])];
}
