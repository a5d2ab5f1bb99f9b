import type { Principal } from '../access/principal.js';
import type { Roles } from '../access/roles.js';

/** What access policies may read of the caller: `security_context.provinces` in a model. */
export interface SecurityContext {
  readonly user: string;
  readonly groups: readonly string[];
  readonly provinces: readonly string[];
  readonly accountManagers: readonly string[];
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

/** API scopes: everybody with a role may have questions planned; who is shown the SQL is the semantic layer's to say. */
export function scopesOf(context: Partial<SecurityContext> | undefined, roles: Roles): string[] {
  return groupsOf(context, roles).length === 0 ? [] : ['sql'];
}
