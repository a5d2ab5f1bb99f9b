import type { Pool } from 'pg';

interface Row {
  readonly runs: Readonly<Record<string, number>> | null;
  readonly rowsIn: number;
  readonly rowsQuarantined: number;
  readonly lastPublishedAt: number | null;
  readonly lastFailedAt: number | null;
  readonly pageSessions: number;
  readonly failingSchedules: number;
}

const FIGURES = `
  select (select json_object_agg(state, n) from (select state, count(*)::int as n from etl_run group by state) as states) as runs,
    coalesce(sum(rows_in) filter (where state = 'published'), 0)::float8 as "rowsIn",
    coalesce(sum(rows_quarantined) filter (where state = 'published'), 0)::float8 as "rowsQuarantined",
    extract(epoch from max(finished_at) filter (where state = 'published'))::float8 as "lastPublishedAt",
    extract(epoch from max(finished_at) filter (where state = 'failed'))::float8 as "lastFailedAt",
    (select count(*)::int from page_session where expires_at > now()) as "pageSessions",
    (select count(*)::int from report_schedule s where s.enabled and 'failed' =
      (select state from report_export e where e.schedule_id = s.id order by started_at desc limit 1)) as "failingSchedules"
  from etl_run`;

const FOR_MS = 2_000;

/** What the store knows of loads, sessions and exports, asked for at most every other second. */
export function storeFigures(pool: Pick<Pool, 'query'>, now: () => number = Date.now) {
  let known: { readonly at: number; readonly figures: Promise<Row> } | undefined;
  return async () => {
    if (!known || now() - known.at > FOR_MS)
      known = { at: now(), figures: pool.query<Row>(FIGURES).then(({ rows }) => rows[0] as Row) };
    const { runs, ...figures } = await known.figures;
    return { runs: runs ?? {}, ...figures };
  };
}
