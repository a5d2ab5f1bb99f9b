import type { Pool } from 'pg';
import { TenureError } from '../errors/errors.js';
import { type ChurnModel, modelSchema, type NewModel } from './model.js';

const COLUMNS = `version, fitted_at as "fittedAt", snapshot_id as "snapshotId", seed, kind, formula, features, figures,
  promoted_at as "promotedAt"`;

/** The stored versions of the churn model. The one promoted last is in use. */
export class ModelVersions {
  constructor(private readonly pool: Pool) {}

  /** Stores a fit. It is not in use before it is promoted. */
  async add(model: NewModel): Promise<ChurnModel> {
    const { rows } = await this.pool.query(
      `insert into churn_model (snapshot_id, seed, kind, formula, features, figures)
       values ($1, $2, $3, $4, $5, $6) returning ${COLUMNS}`,
      [
        model.snapshotId,
        model.seed,
        model.kind,
        JSON.stringify(model.formula),
        JSON.stringify(model.features),
        JSON.stringify(model.figures),
      ],
    );
    return modelSchema.parse(rows[0]);
  }

  /** The version in use; null before the first. */
  async current(): Promise<ChurnModel | null> {
    const { rows } = await this.pool.query(
      `select ${COLUMNS} from churn_model where promoted_at is not null order by promoted_at desc, version desc limit 1`,
    );
    return rows[0] === undefined ? null : modelSchema.parse(rows[0]);
  }

  async find(version: number): Promise<ChurnModel> {
    const { rows } = await this.pool.query(`select ${COLUMNS} from churn_model where version = $1`, [version]);
    if (rows[0] === undefined) throw new TenureError('NOT_FOUND', `There is no model version ${version}.`);
    return modelSchema.parse(rows[0]);
  }

  /** Newest first. */
  async list(limit = 20): Promise<readonly ChurnModel[]> {
    const { rows } = await this.pool.query(`select ${COLUMNS} from churn_model order by version desc limit $1`, [
      limit,
    ]);
    return rows.map((row) => modelSchema.parse(row));
  }

  /** Puts a version to use from now on. */
  async promote(version: number): Promise<ChurnModel> {
    const { rowCount } = await this.pool.query(
      // After all others, though the clock was set back.
      `update churn_model set promoted_at = greatest(clock_timestamp(),
         (select max(promoted_at) + interval '1 microsecond' from churn_model)) where version = $1`,
      [version],
    );
    if (rowCount !== 1) throw new TenureError('NOT_FOUND', `There is no model version ${version}.`);
    return this.find(version);
  }

  /** Back to the version that was in use before the one in use now. */
  async rollBack(): Promise<ChurnModel> {
    const current = await this.current();
    const { rowCount } = current
      ? await this.pool.query(
          `update churn_model set promoted_at = null where version = $1
           and exists (select 1 from churn_model other where other.promoted_at is not null and other.version <> $1)`,
          [current.version],
        )
      : { rowCount: 0 };
    const before = await this.current();
    if (rowCount !== 1 || !before) {
      throw new TenureError('BAD_REQUEST', 'There is no earlier model version in use to go back to.');
    }
    return before;
  }
}
