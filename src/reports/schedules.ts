import { Cron } from 'croner';
import type { Pool } from 'pg';
import type { Principal } from '../access/principal.js';
import { TenureError } from '../errors/errors.js';
import { EXPORT_FORMATS, type ExportFormat } from './workbook.js';

export interface ReportExport {
  readonly dueAt: string;
  readonly finishedAt: string | null;
  readonly state: 'running' | 'done' | 'failed';
  readonly files: readonly string[];
  readonly snapshot: string | null;
  readonly error: string | null;
}

export interface ReportSchedule {
  readonly id: string;
  readonly reportId: string;
  readonly owner: string;
  /** Five fields: minute, hour, day of month, month, day of week; in the operator's time zone. */
  readonly cron: string;
  readonly format: ExportFormat;
  /** ISO 8601 UTC; after failures later than the pattern says. */
  readonly nextAt: string | null;
  /** The latest ten, the newest first. */
  readonly exports: readonly ReportExport[];
}

/** Who exports what when. A schedule belongs to the one who made it, and exports what that one may see at that moment. */
export interface ScheduleRepository {
  list(principal: Principal): Promise<readonly ReportSchedule[]>;
  /** Throws BAD_REQUEST for a wrong pattern, TOO_MANY beyond 20 of one's own. The report must be one's to see. */
  add(principal: Principal, reportId: string, cron: string, format: string): Promise<ReportSchedule>;
  remove(principal: Principal, id: string): Promise<void>;
  /** Schedules that are due in the minute that begins at `minute`. */
  due(minute: Date): Promise<readonly Due[]>;
  /** Takes an export on; false when another server has. */
  begin(id: string, minute: Date): Promise<boolean>;
  end(
    id: string,
    minute: Date,
    result: { files?: readonly string[]; snapshot?: string | undefined; error?: string },
  ): Promise<void>;
}

export interface Due {
  readonly id: string;
  readonly reportId: string;
  readonly owner: string;
  readonly format: ExportFormat;
}

const MOST = 20;

interface Row {
  readonly id: string;
  readonly report_id: string;
  readonly owner: string;
  readonly cron: string;
  readonly format: ExportFormat;
}

export function createScheduleRepository(pool: Pool, timeZone: string): ScheduleRepository {
  const whole = async (row: Row): Promise<ReportSchedule> => {
    const { rows } = await pool.query<{
      started_at: Date;
      finished_at: Date | null;
      state: ReportExport['state'];
      files: string[];
      snapshot: string | null;
      error: string | null;
    }>(
      'select started_at, finished_at, state, files, snapshot, error from report_export where schedule_id = $1 order by started_at desc limit 10',
      [row.id],
    );
    return {
      id: row.id,
      reportId: row.report_id,
      owner: row.owner,
      cron: row.cron,
      format: row.format,
      nextAt: jobOf(row.cron, timeZone).nextRun(notBefore(rows))?.toISOString() ?? null,
      exports: rows.map((one) => ({
        dueAt: one.started_at.toISOString(),
        finishedAt: one.finished_at?.toISOString() ?? null,
        state: one.state,
        files: one.files,
        snapshot: one.snapshot,
        error: one.error,
      })),
    };
  };
  return {
    async list({ user }) {
      const { rows } = await pool.query<Row>(
        'select id, report_id, owner, cron, format from report_schedule where owner = $1 and enabled order by created_at',
        [user],
      );
      return Promise.all(rows.map(whole));
    },
    async add({ user }, reportId, cron, format) {
      if (!EXPORT_FORMATS.includes(format as ExportFormat))
        throw new TenureError('BAD_REQUEST', `The format is one of ${EXPORT_FORMATS.join(', ')}.`);
      checkPattern(cron, timeZone);
      const { rows } = await pool.query<Row>(
        `insert into report_schedule (report_id, owner, cron, format)
         select $1, $2, $3, $4 where (select count(*) from report_schedule where owner = $2 and enabled) < $5
         returning id, report_id, owner, cron, format`,
        [reportId, user, cron.trim(), format, MOST],
      );
      if (!rows[0]) throw new TenureError('TOO_MANY', `One user has at most ${MOST} schedules: remove one first.`);
      return whole(rows[0]);
    },
    async remove({ user }, id) {
      const { rowCount } = await pool.query(
        'update report_schedule set enabled = false where id::text = $1 and owner = $2 and enabled',
        [id, user],
      );
      if (rowCount === 0) throw new TenureError('NOT_FOUND', 'You have no such schedule.');
    },
    async due(minute) {
      const { rows } = await pool.query<Row & { latest: Attempt[] }>(
        `select s.id, s.report_id, s.owner, s.cron, s.format,
           coalesce((select json_agg(e) from (select state, started_at from report_export where schedule_id = s.id
             order by started_at desc limit ${MOST_FAILURES}) as e), '[]') as latest
         from report_schedule s join report r on r.id = s.report_id where s.enabled and r.deleted_at is null`,
      );
      return rows
        .filter(
          ({ cron, latest }) =>
            (notBefore(latest)?.getTime() ?? 0) <= minute.getTime() &&
            jobOf(cron, timeZone)
              .nextRun(new Date(minute.getTime() - 1))
              ?.getTime() === minute.getTime(),
        )
        .map(({ id, report_id: reportId, owner, format }) => ({ id, reportId, owner, format }));
    },
    async begin(id, minute) {
      const { rowCount } = await pool.query(
        `insert into report_export (schedule_id, started_at, state) values ($1, $2, 'running') on conflict do nothing`,
        [id, minute],
      );
      return rowCount === 1;
    },
    async end(id, minute, { files = [], snapshot, error }) {
      await pool.query(
        'update report_export set finished_at = now(), state = $3, files = $4, snapshot = $5, error = $6 where schedule_id = $1 and started_at = $2',
        [id, minute, error === undefined ? 'done' : 'failed', files, snapshot ?? null, error ?? null],
      );
    },
  };
}

interface Attempt {
  readonly state: ReportExport['state'];
  readonly started_at: Date | string;
}

/** What a failed export is repeated after at least; twice as long after each further one. */
const FIRST_PAUSE_MS = 10 * 60_000;
/** With so many failures in a row the pause is a day and a half; it grows no more. */
const MOST_FAILURES = 9;

/** When a schedule may run next after those of its exports that failed, the newest first. */
function notBefore(latest: readonly Attempt[]): Date | undefined {
  const good = latest.findIndex(({ state }) => state !== 'failed');
  const failures = Math.min(MOST_FAILURES, good < 0 ? latest.length : good);
  const [newest] = latest;
  if (!newest || failures === 0) return undefined;
  return new Date(new Date(newest.started_at).getTime() + FIRST_PAUSE_MS * 2 ** (failures - 1));
}

function jobOf(cron: string, timezone: string): Cron {
  return new Cron(cron, { timezone, paused: true });
}

function checkPattern(cron: string, timeZone: string): void {
  const isFive = cron.trim().split(/\s+/).length === 5;
  try {
    if (isFive && cron.length <= 100 && jobOf(cron, timeZone).nextRun() !== null) return;
  } catch {
    // Told below.
  }
  throw new TenureError(
    'BAD_REQUEST',
    `"${cron.slice(0, 60)}" is no time pattern: give minute, hour, day of month, month and day of week, such as 0 7 * * 1.`,
  );
}
