import type { Pool } from 'pg';
import { TenureError } from '../errors/errors.js';
import type { WordedFilter } from '../semantic/contract/operator-words.js';
import {
  type Alert,
  type AlertCrossing,
  type AlertDefinition,
  type Direction,
  type Finding,
  isCrossed,
} from './alert.js';

/** Alerts and what was found about them. What was found under another policy than the one given is not told. */
export interface AlertRepository {
  /** All alerts of a user, the oldest first, with what was found under this policy. */
  list(owner: string, policy: string): Promise<readonly Alert[]>;
  /** Throws TOO_MANY beyond MOST of one's own. */
  add(owner: string, definition: AlertDefinition): Promise<Alert>;
  /** Throws NOT_FOUND, also for somebody else's. */
  remove(owner: string, id: string): Promise<void>;
  /** Users who have an alert that was not checked at this snapshot. */
  ownersToCheck(snapshot: string): Promise<readonly string[]>;
  /** Keeps what a check found, and the crossing if the alert changed sides. The same check twice is kept once. */
  keep(
    alert: Alert,
    checked: { readonly snapshot: string; readonly policy: string; readonly finding: Finding },
  ): Promise<void>;
}

/** Alerts that one user may have. */
export const MOST = 50;

interface Row {
  readonly id: string;
  readonly owner: string;
  readonly view: string;
  readonly measure: string;
  readonly arguments: AlertDefinition['arguments'];
  readonly filters: WordedFilter[];
  readonly slice: string;
  readonly direction: Direction;
  readonly threshold: number;
  readonly created_at: Date;
  readonly checked_snapshot: string | null;
  readonly checked_as: string | null;
  readonly checked_at: Date | null;
  readonly month: string | null;
  readonly value: number | null;
  readonly crossed: boolean | null;
  readonly error_code: string | null;
  readonly error_message: string | null;
}

const COLUMNS = `id, owner, view, measure, arguments, filters, slice, direction, threshold, created_at, checked_snapshot, checked_as,
  checked_at, to_char(month, 'YYYY-MM-DD') as month, value, crossed, error_code, error_message`;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export function createAlertRepository(pool: Pool, clock: () => Date = () => new Date()): AlertRepository {
  const crossingsOf = async (ids: readonly string[], policy: string) => {
    const { rows } = await pool.query<Omit<AlertCrossing, 'at'> & { alert_id: string; at: Date }>(
      `select alert_id, snapshot, at, to_char(month, 'YYYY-MM-DD') as month, value, crossed
       from (select *, row_number() over (partition by alert_id order by id desc) as nth from alert_crossing
             where alert_id = any($1::uuid[]) and checked_as = $2) latest
       where nth <= 10 order by id desc`,
      [ids, policy],
    );
    return rows.map(({ alert_id: alertId, at, ...crossing }) => ({ alertId, ...crossing, at: at.toISOString() }));
  };
  return {
    async list(owner, policy) {
      const { rows } = await pool.query<Row>(`select ${COLUMNS} from alert where owner = $1 order by created_at, id`, [
        owner,
      ]);
      const crossings = await crossingsOf(
        rows.map(({ id }) => id),
        policy,
      );
      return rows.map((row) => ({
        ...alertOf(row, policy),
        crossings: crossings.flatMap(({ alertId, ...crossing }) => (alertId === row.id ? [crossing] : [])),
      }));
    },
    async add(owner, { view, measure, arguments: given, filters, slice, when, threshold }) {
      const { rows } = await pool.query<Row>(
        `insert into alert (owner, view, measure, arguments, filters, slice, direction, threshold)
         select $1, $2, $3, $4::jsonb, $5::jsonb, $6, $7, $8 where (select count(*) from alert where owner = $1) < $9
         returning ${COLUMNS}`,
        [owner, view, measure, JSON.stringify(given), JSON.stringify(filters), slice, when, threshold, MOST],
      );
      if (!rows[0]) throw new TenureError('TOO_MANY', `One user has at most ${MOST} alerts: remove one first.`);
      return alertOf(rows[0], '');
    },
    async remove(owner, id) {
      const { rowCount } = UUID.test(id)
        ? await pool.query('delete from alert where id = $1 and owner = $2', [id, owner])
        : { rowCount: 0 };
      if (rowCount === 0) throw new TenureError('NOT_FOUND', 'You have no such alert.');
    },
    async ownersToCheck(snapshot) {
      const { rows } = await pool.query<{ owner: string }>(
        'select distinct owner from alert where checked_snapshot is distinct from $1 order by owner',
        [snapshot],
      );
      return rows.map(({ owner }) => owner);
    },
    async keep(alert, { snapshot, policy, finding }) {
      const failed = 'error' in finding;
      const value = failed ? null : finding.value;
      const month = failed ? null : finding.month;
      const crossed = isCrossed(alert, finding);
      const changed = value !== null && crossed !== (alert.crossings[0]?.crossed ?? false);
      await pool.query(
        `with checked as (
           update alert set checked_snapshot = $2, checked_as = $3, checked_at = $4, month = $5, value = $6, crossed = $7,
             error_code = $8, error_message = $9
           where id = $1 returning id
         )
         insert into alert_crossing (alert_id, snapshot, checked_as, at, month, value, crossed)
         select id, $2, $3, $4, $5::date, $6::float8, $7 from checked where $10 on conflict do nothing`,
        [
          alert.id,
          snapshot,
          policy,
          clock(),
          month,
          value,
          crossed,
          failed ? finding.error.code : null,
          failed ? finding.error.message : null,
          changed,
        ],
      );
    },
  };
}

function alertOf(row: Row, policy: string): Alert {
  const { checked_snapshot: snapshot, checked_at: at } = row;
  const isTold = snapshot !== null && at !== null && row.checked_as === policy;
  return {
    id: row.id,
    owner: row.owner,
    view: row.view,
    measure: row.measure,
    arguments: row.arguments,
    filters: row.filters,
    slice: row.slice,
    when: row.direction,
    threshold: row.threshold,
    setAt: row.created_at.toISOString(),
    check: isTold
      ? {
          snapshot,
          at: at.toISOString(),
          month: row.month,
          value: row.value,
          crossed: row.crossed === true,
          error: row.error_code === null ? null : { code: row.error_code, message: row.error_message ?? '' },
        }
      : null,
    crossings: [],
  };
}
