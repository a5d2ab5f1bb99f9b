import type { Pool } from 'pg';
import { TenureError } from '../errors/errors.js';

export interface UserRecord {
  readonly name: string;
  /** SCRAM-SHA-256 verifier text, see src/access/scram-verifier.ts. A secret: never logged, never answered. */
  readonly verifier: string;
  readonly groups: readonly string[];
  readonly provinces: readonly string[];
  readonly accountManagers: readonly string[];
  /** May not sign in: disabled by an administrator, or a demo user although a real one exists. */
  readonly disabled: boolean;
  readonly demo: boolean;
  /** Goes up when the password changes, the user is disabled or signed out everywhere: what was issued before ends. */
  readonly epoch: number;
}

/** What `tenure user set` may change; what is absent stays. */
export type UserChange = Partial<Pick<UserRecord, 'groups' | 'provinces' | 'accountManagers'>>;

export interface NewUser {
  readonly name: string;
  readonly verifier: string;
  readonly groups: readonly string[];
  readonly provinces?: readonly string[];
  readonly accountManagers?: readonly string[];
  readonly demo?: boolean;
}

export interface UserRepository {
  /** The user of exactly this name, disabled ones included, or undefined. */
  find(name: string): Promise<UserRecord | undefined>;
  /** All users by name. */
  list(): Promise<readonly UserRecord[]>;
  /** Throws BAD_REQUEST when the name is not fit for one or is taken by a real user; takes over a demo user's name. */
  add(user: NewUser): Promise<void>;
  /** Throws NOT_FOUND. */
  setPassword(name: string, verifier: string): Promise<void>;
  /** Throws NOT_FOUND. */
  disable(name: string): Promise<void>;
  /** Lets a disabled user in again. Throws NOT_FOUND; BAD_REQUEST for a demo user, whom a real user keeps out. */
  enable(name: string): Promise<void>;
  /** Changes roles and what they are limited to. Throws NOT_FOUND. */
  change(name: string, change: UserChange): Promise<void>;
  /** Throws NOT_FOUND; BAD_REQUEST for the last real user, since demo users would be on again. */
  remove(name: string): Promise<void>;
  /** Ends every session and token that was issued so far. Throws NOT_FOUND. */
  signOut(name: string): Promise<void>;
}

const USER_NAME = /^[a-z0-9][a-z0-9._-]{0,62}$/;

/** Demo users are out as soon as there is a real one. */
const KEPT_OUT = '(demo and exists (select from app_user as other where not other.demo))';
const COLUMNS = `name, verifier, groups, provinces, account_managers as "accountManagers", demo, epoch,
  disabled or ${KEPT_OUT} as disabled`;

export function createUserRepository(pool: Pick<Pool, 'query'>): UserRepository {
  async function find(name: string): Promise<UserRecord | undefined> {
    const { rows } = await pool.query<UserRecord>(`select ${COLUMNS} from app_user where name = $1`, [name]);
    return rows[0];
  }

  return {
    find,

    async list() {
      const { rows } = await pool.query<UserRecord>(`select ${COLUMNS} from app_user order by name`);
      return rows;
    },

    async add({ name, verifier, groups, provinces = [], accountManagers = [], demo = false }) {
      if (!USER_NAME.test(name))
        throw new TenureError(
          'BAD_REQUEST',
          `'${name}' is not a user name: up to 63 lower-case letters, digits, dots, dashes and underscores, starting with a letter or digit.`,
        );
      const { rowCount } = await pool.query(
        `insert into app_user (name, verifier, groups, provinces, account_managers, demo)
         values ($1, $2, $3, $4, $5, $6)
         on conflict (name) do update
           set (verifier, groups, provinces, account_managers, demo, disabled, changed_at)
             = (excluded.verifier, excluded.groups, excluded.provinces, excluded.account_managers, false, false, now())
           where app_user.demo and not excluded.demo`,
        [name, verifier, groups, provinces, accountManagers, demo],
      );
      if (rowCount === 0) throw new TenureError('BAD_REQUEST', `There is already a user named ${name}.`);
    },

    async setPassword(name, verifier) {
      const { rowCount } = await pool.query('update app_user set verifier = $2, changed_at = now() where name = $1', [
        name,
        verifier,
      ]);
      if (rowCount === 0) throw noSuchUser(name);
    },

    async disable(name) {
      const { rowCount } = await pool.query('update app_user set disabled = true, changed_at = now() where name = $1', [
        name,
      ]);
      if (rowCount === 0) throw noSuchUser(name);
    },

    async enable(name) {
      const { rowCount } = await pool.query(
        `update app_user set disabled = false, changed_at = now() where name = $1 and not ${KEPT_OUT}`,
        [name],
      );
      if (rowCount !== 0) return;
      if (!(await find(name))) throw noSuchUser(name);
      throw new TenureError('BAD_REQUEST', `${name} is a demo user: they are off once there is a real one.`);
    },

    async change(name, { groups, provinces, accountManagers }) {
      const { rowCount } = await pool.query(
        `update app_user set groups = coalesce($2, groups), provinces = coalesce($3, provinces),
           account_managers = coalesce($4, account_managers), changed_at = now()
         where name = $1`,
        [name, groups, provinces, accountManagers],
      );
      if (rowCount === 0) throw noSuchUser(name);
    },

    async remove(name) {
      const { rowCount } = await pool.query(
        `delete from app_user where name = $1
           and (demo or exists (select from app_user as other where not other.demo and other.name <> $1))`,
        [name],
      );
      if (rowCount !== 0) return;
      if (!(await find(name))) throw noSuchUser(name);
      throw new TenureError(
        'BAD_REQUEST',
        `${name} is the last real user: without one the demo users would be on again. Disable ${name} instead, or add another user first.`,
      );
    },

    async signOut(name) {
      const { rowCount } = await pool.query('update app_user set epoch = epoch + 1 where name = $1', [name]);
      if (rowCount === 0) throw noSuchUser(name);
    },
  };
}

function noSuchUser(name: string): TenureError {
  return new TenureError('NOT_FOUND', `There is no user named ${name}. \`tenure user list\` lists them all.`);
}
