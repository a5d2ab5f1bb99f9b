import type { Pool, PoolClient } from 'pg';
import type { Principal } from '../access/principal.js';
import { TenureError } from '../errors/errors.js';
import { type ReportDocument, reportDocument } from './document.js';

export interface ReportSummary {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly owner: string;
  readonly folder: string;
  readonly sharedWith: readonly string[];
  readonly version: number;
  /** ISO 8601 UTC. */
  readonly savedAt: string;
  /** Whether the caller may change it. */
  readonly mine: boolean;
}

export interface Report extends ReportSummary {
  readonly document: ReportDocument;
}

export interface ReportVersion {
  readonly version: number;
  readonly savedBy: string;
  readonly savedAt: string;
  readonly title: string;
  readonly current: boolean;
}

/** Saved reports. A caller sees the own ones and those shared with one of the own roles; only the owner changes one. */
export interface ReportRepository {
  list(principal: Principal): Promise<readonly ReportSummary[]>;
  /** Throws NOT_FOUND, also for a report that the caller may not see. */
  get(principal: Principal, id: string): Promise<Report>;
  versions(principal: Principal, id: string): Promise<readonly ReportVersion[]>;
  create(principal: Principal, document: ReportDocument, folder?: string): Promise<Report>;
  /** A new version after the one shown; versions that had been undone are dropped. `base` is the version it was made from. */
  save(principal: Principal, id: string, document: ReportDocument, base: number): Promise<Report>;
  /** Shows an earlier or later version. */
  show(principal: Principal, id: string, version: number): Promise<Report>;
  arrange(
    principal: Principal,
    id: string,
    change: { readonly folder?: string; readonly sharedWith?: readonly string[] },
  ): Promise<Report>;
  remove(principal: Principal, id: string): Promise<void>;
}

interface Row {
  readonly id: string;
  readonly document: unknown;
  readonly owner: string;
  readonly folder: string;
  readonly shared_with: string[];
  readonly current_version: number;
  readonly saved_at: Date;
}

const SELECT = `select r.id, v.document, r.owner, r.folder, r.shared_with, r.current_version, v.saved_at
  from report r join report_version v on v.report_id = r.id and v.version = r.current_version`;
const VISIBLE = `r.deleted_at is null and (r.owner = $1 or r.shared_with && $2::text[])`;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export function createReportRepository(pool: Pool): ReportRepository {
  const find = async (principal: Principal, id: string): Promise<Report> => {
    if (!UUID.test(id)) throw gone(id);
    const { rows } = await pool.query<Row>(`${SELECT} where r.id = $3 and ${VISIBLE}`, [
      principal.user,
      principal.groups,
      id,
    ]);
    if (!rows[0]) throw gone(id);
    return reportOf(rows[0], principal);
  };
  /** Runs changes of a report that is locked and the caller's own. */
  const change = async (
    principal: Principal,
    id: string,
    work: (client: PoolClient, current: number) => Promise<void>,
  ): Promise<Report> => {
    const before = await find(principal, id);
    if (!before.mine)
      throw new TenureError('FORBIDDEN', `The report belongs to ${before.owner}: copy it to change it.`);
    const client = await pool.connect();
    try {
      await client.query('begin');
      const { rows } = await client.query<{ current_version: number }>(
        'select current_version from report where id = $1 and deleted_at is null for update',
        [id],
      );
      if (!rows[0]) throw gone(id);
      await work(client, rows[0].current_version);
      await client.query('commit');
    } catch (error) {
      await client.query('rollback');
      throw error;
    } finally {
      client.release();
    }
    return find(principal, id);
  };
  return {
    async list(principal) {
      const { rows } = await pool.query<Row>(`${SELECT} where ${VISIBLE} order by r.folder, v.document ->> 'title'`, [
        principal.user,
        principal.groups,
      ]);
      return rows.map((row) => {
        const { document: _document, ...summary } = reportOf(row, principal);
        return summary;
      });
    },
    get: find,
    async versions(principal, id) {
      const { version } = await find(principal, id);
      const { rows } = await pool.query<{ version: number; saved_by: string; saved_at: Date; title: string }>(
        `select version, saved_by, saved_at, document ->> 'title' as title from report_version where report_id = $1 order by version desc`,
        [id],
      );
      return rows.map((row) => ({
        version: row.version,
        savedBy: row.saved_by,
        savedAt: row.saved_at.toISOString(),
        title: row.title,
        current: row.version === version,
      }));
    },
    async create(principal, document, folder = '') {
      const { rows } = await pool.query<{ id: string }>(
        `with made as (insert into report (owner, folder, current_version) values ($1, $2, 1) returning id)
         insert into report_version (report_id, version, document, saved_by) select id, 1, $3::jsonb, $1 from made returning report_id as id`,
        [principal.user, folder, JSON.stringify(document)],
      );
      return find(principal, rows[0]?.id ?? '');
    },
    save: (principal, id, document, base) =>
      change(principal, id, async (client, current) => {
        if (current !== base)
          throw new TenureError(
            'BAD_REQUEST',
            `The report was changed meanwhile (version ${current}, yours was made from ${base}): load it again, or save a copy.`,
          );
        await client.query('delete from report_version where report_id = $1 and version > $2', [id, current]);
        await client.query(
          'insert into report_version (report_id, version, document, saved_by) values ($1, $2, $3::jsonb, $4)',
          [id, current + 1, JSON.stringify(document), principal.user],
        );
        await client.query('update report set current_version = $2 where id = $1', [id, current + 1]);
      }),
    show: (principal, id, version) =>
      change(principal, id, async (client) => {
        const { rowCount } = await client.query(
          'update report set current_version = v.version from report_version v where report.id = $1 and v.report_id = $1 and v.version = $2',
          [id, version],
        );
        if (rowCount === 0) throw new TenureError('NOT_FOUND', `The report has no version ${version}.`);
      }),
    arrange: (principal, id, { folder, sharedWith }) =>
      change(principal, id, async (client) => {
        if (folder !== undefined) await client.query('update report set folder = $2 where id = $1', [id, folder]);
        if (sharedWith !== undefined)
          await client.query('update report set shared_with = $2 where id = $1', [id, [...new Set(sharedWith)]]);
      }),
    async remove(principal, id) {
      const { mine, owner } = await find(principal, id);
      if (!mine) throw new TenureError('FORBIDDEN', `The report belongs to ${owner}.`);
      await pool.query('update report set deleted_at = now() where id = $1', [id]);
    },
  };
}

function reportOf(row: Row, principal: Principal): Report {
  const document = reportDocument.parse(row.document);
  return {
    id: row.id,
    title: document.title,
    description: document.description,
    owner: row.owner,
    folder: row.folder,
    sharedWith: row.shared_with,
    version: row.current_version,
    savedAt: row.saved_at.toISOString(),
    mine: row.owner === principal.user,
    document,
  };
}

function gone(id: string): TenureError {
  return new TenureError('NOT_FOUND', `There is no report ${id.slice(0, 40)} for you.`);
}
