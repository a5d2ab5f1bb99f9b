import { z } from 'zod';

/** Who asks. Made at sign-in or from a verified token; every door passes it on; without one there are no rows. */
export interface Principal {
  /** The user's name (claim `sub`). */
  readonly user: string;
  /** Roles of the policy table: admin, executive, analyst, manager, service. */
  readonly groups: readonly string[];
  /** Province codes that a manager answers for. */
  readonly provinces: readonly string[];
  /** Account managers whose customers a service user sees. */
  readonly accountManagers: readonly string[];
}

/** The claims of a token, as they come from outside. */
export const claimsSchema = z.object({
  sub: z.string().min(1).max(128),
  groups: z.array(z.string().min(1).max(64)).max(32).default([]),
  provinces: z.array(z.string().min(1).max(64)).max(64).default([]),
  accountManagers: z.array(z.string().min(1).max(64)).max(1000).default([]),
});

export function principalFromClaims(claims: unknown): Principal {
  const { sub, groups, provinces, accountManagers } = claimsSchema.parse(claims);
  return Object.freeze({ user: sub, groups, provinces, accountManagers });
}

/** A key that is equal for two principals exactly when every policy treats them alike. Part of every cache key. */
export function policyKey(principal: Principal): string {
  const sorted = (values: readonly string[]) => [...values].sort();
  return JSON.stringify([sorted(principal.groups), sorted(principal.provinces), sorted(principal.accountManagers)]);
}
