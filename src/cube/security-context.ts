import type { Principal } from '../access/principal.js';
import type { Roles } from '../access/roles.js';

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

/** The groups that policies see. No context, no groups, hence no rows. */
export function groupsOf(context: Partial<SecurityContext> | undefined, roles: Roles): string[] {
  if (!context?.groups) return [];
  const { groups, provinces = [], accountManagers = [] } = context;
  return roles.groupsOf({ groups, provinces, accountManagers });
}

/** API scopes for Cube's own routes. SQL texts are for those whose receipts show them. Cube's GraphQL is never offered. */
export function scopesOf(context: Partial<SecurityContext> | undefined, roles: Roles): string[] {
  const groups = groupsOf(context, roles);
  if (groups.length === 0) return [];
  const seesSql = context?.internal === true || roles.may({ groups }, 'sql');
  return ['meta', 'data', ...(seesSql ? ['sql'] : [])];
}
