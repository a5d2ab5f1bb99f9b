import type { Pool } from 'pg';
import type { FeedState } from '../../src/operations/lineage.js';
import { FEWEST_LOADS, type FeedTimes, LOADS_BACK, lateSince } from './alarms.js';
import type { FeedFigures } from './figures.js';

/** What feeds brought before, in the application store. */
export class FeedHistory {
  constructor(private readonly pool: Pool) {}

  /** Figures of the latest loads of a subject that count, the newest first. */
  async before(source: string, subject: string): Promise<FeedFigures[]> {
    const { rows } = await this.pool.query(
      `select f.files, f.rows::float8 as rows, f.sums, f.blanks from etl_feed_figures f join etl_run r using (run_id)
       where f.source = $1 and f.subject = $2 and r.state = 'published'
       order by r.number desc limit $3`,
      [source, subject, LOADS_BACK],
    );
    return rows.map((row) => ({ subject, files: row.files, rows: row.rows, sums: row.sums, blanks: row.blanks }));
  }

  async record(
    runId: string,
    source: string,
    figures: FeedFigures,
    more: { readonly alarms: readonly string[]; readonly expectedEvery: string | null; readonly at: Date },
  ): Promise<void> {
    await this.pool.query(
      `insert into etl_feed_figures (run_id, source, subject, files, rows, sums, blanks, expected_every, alarms, recorded_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
       on conflict (run_id, source, subject) do update set rows = etl_feed_figures.rows + excluded.rows`,
      [
        runId,
        source,
        figures.subject,
        figures.files,
        figures.rows,
        JSON.stringify(figures.sums),
        JSON.stringify(figures.blanks),
        more.expectedEvery,
        more.alarms,
        more.at,
      ],
    );
  }

  /** Every feed that was loaded, by name. */
  async states(now: Date): Promise<FeedState[]> {
    const { rows } = await this.pool.query(
      `select source, array_agg(at order by place) as times, (array_agg(expected_every order by place))[1] as expected,
         (array_agg(alarms order by place))[1] as alarms
       from (select f.source, f.run_id, max(f.recorded_at) as at, max(f.expected_every) as expected_every,
               to_json(array_remove(array_agg(array_to_string(f.alarms, chr(10))), '')) as alarms,
               row_number() over (partition by f.source order by max(r.number) desc) as place
             from etl_feed_figures f join etl_run r using (run_id) where r.state = 'published' group by f.source, f.run_id) as loads
       where place <= $1 group by source order by source`,
      [Math.max(LOADS_BACK, FEWEST_LOADS)],
    );
    return rows.map((row) => {
      const feed: FeedTimes = { source: row.source, loadedAt: row.times, expectedEvery: row.expected };
      const alarms = (row.alarms as string[]).flatMap((lines) => lines.split('\n'));
      return {
        source: row.source,
        lastLoadedAt: (row.times[0] as Date).toISOString(),
        lateSince: lateSince(feed, now)?.toISOString() ?? null,
        alarms,
      };
    });
  }
}
