import { z } from 'zod';

/** Who asks. Made at sign-in or from a verified token; every door passes it on; without one there are no rows. */
export interface Principal {
  /** The user's name in the store, or `sub@issuer` of a token that others issued, which is never a name of the store. */
  readonly user: string;
  /** Roles of the policy table: admin, executive, analyst, manager, service. */
  readonly groups: readonly string[];
  /** Province codes that a manager answers for. */
  readonly provinces: readonly string[];
  /** Account managers whose customers a service user sees. */
  readonly accountManagers: readonly string[];
}

const MOST = { groups: 32, provinces: 64, accountManagers: 1000 } as const;
const list = (most: number) => z.array(z.string().min(1).max(64)).max(most).default([]);

/** The claims of a token, as they come from outside. */
export const claimsSchema = z.object({
  sub: z.string().min(1).max(128),
  iss: z.string().max(256).optional(),
  groups: list(MOST.groups),
  provinces: list(MOST.provinces),
  accountManagers: list(MOST.accountManagers),
});

/** What is wrong with claims, in words that name the claim and repeat nothing of it. */
export function wrongClaims(error: z.ZodError): string {
  const claim = String(error.issues[0]?.path[0] ?? 'sub');
  if (claim in MOST)
    return `claim ${claim} must be a list of at most ${MOST[claim as keyof typeof MOST]} texts of 1 to 64 characters`;
  return `claim ${claim} must be a text of 1 to ${claim === 'sub' ? 128 : 256} characters`;
}

/**
 * The holder of a token that others issued. The issuer is part of the name, so that nobody takes over the reports and
 * alerts of a user of the store, or of another issuer, who happens to be called the same.
 */
export function principalFromClaims(claims: unknown): Principal {
  const { sub, iss, groups, provinces, accountManagers } = claimsSchema.parse(claims);
  return Object.freeze({ user: `${sub}@${issuerPart(iss)}`, groups, provinces, accountManagers });
}

/** Without a further @, so that the last one always parts a subject from its issuer. */
function issuerPart(issuer = 'token'): string {
  return issuer.replaceAll('%', '%25').replaceAll('@', '%40');
}

/** A key that is equal for two principals exactly when every policy treats them alike. Part of every cache key. */
export function policyKey(principal: Principal): string {
  const sorted = (values: readonly string[]) => [...values].sort();
  return JSON.stringify([sorted(principal.groups), sorted(principal.provinces), sorted(principal.accountManagers)]);
}
