import { TenureError } from '../errors/errors.js';
import type { Principal } from './principal.js';

/** What a role may be allowed beside seeing members and rows, which is the access policies' to say. */
export const RIGHTS = ['rows', 'sql', 'console', 'rules', 'events', 'operations', 'personal_fields'] as const;
export type Right = (typeof RIGHTS)[number];

/** Claims of a principal that may limit which rows a role sees. */
export const LIMITS = ['provinces', 'accountManagers'] as const;

export interface Role {
  readonly name: string;
  readonly title: { readonly en: string; readonly zh: string };
  readonly may: readonly Right[];
  /** Without this claim there is nothing that the role may see. */
  readonly limitedBy?: (typeof LIMITS)[number];
  /** Cards of its Home, in order. */
  readonly home: readonly { readonly view: string; readonly measure: string }[];
}

/** The administrator, where a model has no roles of its own: somebody else's model is closed to everybody else. */
const ADMIN: Role = { name: 'admin', title: { en: 'Administrator', zh: '管理员' }, may: RIGHTS, home: [] };

const REFUSALS: Readonly<Record<Right, string>> = {
  rows: 'Your role sees groups, not the rows behind them.',
  sql: 'SQL is not shown to your role.',
  console: 'Your role has no SQL console.',
  rules: 'Your role may look at rules about customers, not change them.',
  events: 'Your role may look at events, not change them.',
  operations: 'Operations are for administrators.',
  personal_fields: 'Personal fields are not shown to your role.',
};

/** The model's roles: the one table of who may do what. A group that is no role has the rows of its policies and no rights. */
export class Roles {
  readonly #roles: ReadonlyMap<string, Role>;

  constructor(roles: readonly Role[] = []) {
    this.#roles = new Map((roles.length > 0 ? roles : [ADMIN]).map((role) => [role.name, role]));
  }

  get all(): readonly Role[] {
    return [...this.#roles.values()];
  }

  /** The groups of a caller that count: a role that a claim limits needs the claim. */
  groupsOf({ groups, ...claims }: Pick<Principal, 'groups' | 'provinces' | 'accountManagers'>): string[] {
    return groups.filter((group) => {
      const claim = this.#roles.get(group)?.limitedBy;
      return claim === undefined || claims[claim].length > 0;
    });
  }

  rightsOf(principal: Pick<Principal, 'groups'>): ReadonlySet<Right> {
    return new Set(principal.groups.flatMap((group) => this.#roles.get(group)?.may ?? []));
  }

  may(principal: Pick<Principal, 'groups'>, right: Right): boolean {
    return principal.groups.some((group) => this.#roles.get(group)?.may.includes(right));
  }

  /** Throws FORBIDDEN with words for the caller. */
  require(principal: Pick<Principal, 'groups'>, right: Right): void {
    if (!this.may(principal, right)) throw new TenureError('FORBIDDEN', REFUSALS[right]);
  }

  /** The cards of the caller's Home: those of the first role that has some, in the model's order of roles. */
  homeOf(principal: Pick<Principal, 'groups'>): Role['home'] {
    const withCards = this.all.filter(({ home }) => home.length > 0);
    return (withCards.find(({ name }) => principal.groups.includes(name)) ?? withCards[0])?.home ?? [];
  }
}
