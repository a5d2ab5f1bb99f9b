import type { ClickHouseClient } from '@clickhouse/client';
import { ClickHouseDriver } from '@cubejs-backend/clickhouse-driver';
import { TenureError } from '../errors/errors.js';
import type { PublishingGate } from '../warehouse/gate.js';
import type { ResultSet, Warehouse } from '../warehouse/warehouse.js';
import { namedValues } from './dialect/params.js';

/** A promise that Cube's queue may cancel. */
type Cancelable<T> = Promise<T> & { cancel?: () => Promise<void> };

/**
 * Cube's driver over this process's warehouse. Questions of the REST API come here past the semantic layer, so the
 * publishing gate, the limits and the stopping of work are applied here. It only reads.
 */
export class WarehouseDriver extends ClickHouseDriver {
  constructor(
    private readonly warehouse: Warehouse,
    private readonly gate: PublishingGate,
  ) {
    super({ host: 'unused', database: warehouse.database, dataSource: 'default', readOnly: true });
  }

  /** The base class asks for a client of its own while it is constructed; every statement goes to the warehouse instead. */
  protected override createClient(): ClickHouseClient {
    return this.warehouse?.client('interactive');
  }

  override async testConnection(): Promise<void> {
    await this.warehouse.query({ text: 'SELECT 1' }, { lane: 'control' });
  }

  override query<R = unknown>(text: string, values: unknown[]): Promise<R[]> {
    return this.cancelable((signal) => this.run(text, values, signal).then((result) => this.asRows<R>(result)));
  }

  override async stream(): Promise<never> {
    throw new TenureError('NOT_SUPPORTED', "Cube's REST API does not stream here; use GraphQL, SQL or an export.");
  }

  override async command(): Promise<never> {
    throw new TenureError('FORBIDDEN', "Cube's driver only reads.");
  }

  override insert(): Promise<never> {
    return this.command();
  }

  override async release(): Promise<void> {}

  private run(text: string, values: readonly unknown[], signal: AbortSignal): Promise<ResultSet> {
    const statement = { text, params: namedValues(values) };
    return this.gate.read((_snapshot, stop) => this.warehouse.query(statement, { signal: stop }), signal);
  }

  private asRows<R>({ columns, rows }: ResultSet): R[] {
    const meta = columns.map(({ name, type }) => ({ name, type }));
    return this.normaliseResponse<R>({ meta, data: rows.map((row) => [...row]) });
  }

  private cancelable<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const controller = new AbortController();
    const promise: Cancelable<T> = work(controller.signal);
    promise.cancel = async () => controller.abort();
    return promise;
  }
}
