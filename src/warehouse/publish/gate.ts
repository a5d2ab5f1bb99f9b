import type { Logger } from 'pino';
import { TenureError } from '../../errors/errors.js';
import type { PublishingGate, Snapshot } from '../gate.js';
import { identifier, sql, typed, unsafeRaw } from '../sql.js';
import type { Warehouse } from '../warehouse.js';
import { type Entry, Journal, type Publication, type PublishedSnapshot, type Swap } from './journal.js';
import { Readers } from './readers.js';

export interface GateOptions {
  readonly warehouse: Warehouse;
  readonly log: Logger;
  /** How long running reads may go on when a publication waits, before they are stopped and run again. */
  readonly graceMs?: number;
  readonly clock?: () => Date;
}

export interface Gate extends PublishingGate {
  /**
   * Swaps all partitions of a publication in while no read runs, and moves the snapshot. Once it is journalled it will
   * happen, now or at the next start.
   */
  publish(publication: Publication): Promise<Snapshot>;
  /** The snapshot that a run published; null when it published none. */
  snapshotOf(runId: string): Promise<Snapshot | null>;
  /** The newest published snapshots, the newest first. */
  history(first: number): Promise<readonly PublishedSnapshot[]>;
  /** Whether no publication is half done. */
  isSettled(): Promise<boolean>;
}

const RETRIES = 20;
const RETRY_MS = 5_000;

/** Opens the gate; what a dead process left half published is finished first. */
export async function openGate(options: GateOptions): Promise<Gate> {
  const gate = new WarehouseGate(options);
  await gate.recover();
  return gate;
}

class WarehouseGate implements Gate {
  private readonly warehouse: Warehouse;
  private readonly log: Logger;
  private readonly journal: Journal;
  private readonly readers: Readers;
  private readonly clock: () => Date;
  private readonly listeners = new Set<(snapshot: Snapshot) => void>();
  private snapshot: Snapshot | undefined;
  /** Set while a publication is half done and cannot go on, such as on a full disk: nothing may be read then. */
  private halted: TenureError | null = null;

  constructor({ warehouse, log, graceMs = 2_000, clock = () => new Date() }: GateOptions) {
    this.warehouse = warehouse;
    this.log = log;
    this.journal = new Journal(warehouse);
    this.readers = new Readers(graceMs);
    this.clock = clock;
  }

  async recover(): Promise<void> {
    const { entry, snapshot } = await this.journal.latest();
    this.snapshot = snapshot;
    if (!entry || entry.published) return;
    this.log.warn({ event: 'gate.rollForward', snapshot: entry.snapshot.id, run: entry.publication.runId });
    await this.readers.exclusively(() => this.carryOutOrHalt(entry));
  }

  async current(): Promise<Snapshot> {
    if (this.warehouse.engine === 'embedded' && this.snapshot) return this.snapshot;
    return (await this.journal.latest()).snapshot;
  }

  async read<T>(work: (snapshot: Snapshot, signal: AbortSignal) => Promise<T>, signal?: AbortSignal): Promise<T> {
    for (let attempt = 0; attempt < RETRIES; attempt++) {
      const outcome = await this.readers.run(async (stop) => {
        if (this.halted) throw this.halted;
        const before = await this.stable();
        if (!before) return RETRY;
        const value = await work(before, stop);
        return (await this.unmoved(before)) ? { value } : RETRY;
      }, signal);
      if (outcome !== RETRY) return outcome.value;
      if (this.warehouse.engine === 'server') await new Promise((resolve) => setTimeout(resolve, 50 * (attempt + 1)));
    }
    throw new TenureError('OVERLOADED', 'The data kept changing while this was asked; ask again.');
  }

  onPublished(listener: (snapshot: Snapshot) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  async publish(asked: Publication): Promise<Snapshot> {
    await this.recover();
    const publication = { ...asked, swaps: await this.withoutEmpty(asked.swaps) };
    const { entry } = await this.journal.latest();
    const sequence = (entry?.sequence ?? 0) + 1;
    const next: Entry = {
      sequence,
      publication,
      published: false,
      snapshot: { id: String(sequence), publishedAt: null },
    };
    return this.readers.exclusively(async () => {
      await this.journal.write('prepared', sequence, next.snapshot.id, publication, this.clock());
      return this.carryOutOrHalt(next);
    });
  }

  /** The engine puts no empty partition in place: where the next version has no rows, the partition is dropped. */
  private async withoutEmpty(swaps: readonly Swap[]): Promise<Swap[]> {
    const sources = swaps.flatMap(({ from }) => (from === null ? [] : [from]));
    const { rows } = await this.warehouse.query(
      sql`SELECT DISTINCT concat(database, '.', table), partition_id FROM system.parts
          WHERE active AND concat(database, '.', table) IN ${typed([...new Set(sources)], 'Array(String)')}`,
      { lane: 'control' },
    );
    const filled = new Set(rows.map(([table, partition]) => `${table} ${partition}`));
    return swaps.map((swap) => (filled.has(`${swap.from} ${swap.partition}`) ? swap : { ...swap, from: null }));
  }

  async snapshotOf(runId: string): Promise<Snapshot | null> {
    const { rows } = await this.warehouse.query(
      sql`SELECT snapshot_id, formatDateTime(at, '%Y-%m-%dT%H:%i:%SZ', 'UTC') FROM tenure.publication
          WHERE step = 'published' AND JSONExtractString(swaps, 'runId') = ${runId} LIMIT 1`,
      { lane: 'control' },
    );
    const [row] = rows;
    return row ? { id: String(row[0]), publishedAt: String(row[1]) } : null;
  }

  history(first: number): Promise<readonly PublishedSnapshot[]> {
    return this.journal.published(first);
  }

  async isSettled(): Promise<boolean> {
    const { entry } = await this.journal.latest();
    return entry === null || entry.published;
  }

  private async carryOutOrHalt(entry: Entry): Promise<Snapshot> {
    try {
      const snapshot = await this.carryOut(entry);
      this.halted = null;
      return snapshot;
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.log.error({ event: 'gate.halted', snapshot: entry.snapshot.id, err: error });
      this.halted = new TenureError('NOT_READY', `A load is half published and cannot go on yet: ${reason}`, {
        cause: error,
      });
      setTimeout(() => void this.recover().catch(() => {}), RETRY_MS).unref();
      throw this.halted;
    }
  }

  private async carryOut({ sequence, snapshot, publication }: Entry): Promise<Snapshot> {
    for (const swap of publication.swaps) await this.warehouse.command(swapSql(swap), { lane: 'control' });
    for (const dictionary of publication.dictionaries)
      await this.warehouse.command(sql`SYSTEM RELOAD DICTIONARY ${identifier(...dictionary.split('.'))}`, {
        lane: 'control',
      });
    const at = this.clock();
    await this.journal.write('published', sequence, snapshot.id, publication, at);
    const published = { id: snapshot.id, publishedAt: at.toISOString() };
    this.snapshot = published;
    this.log.info({
      event: 'gate.published',
      snapshot: snapshot.id,
      run: publication.runId,
      swaps: publication.swaps.length,
    });
    for (const listener of this.listeners) listener(published);
    return published;
  }

  // With an engine of its own this process knows the snapshot and lets no read run beside a swap. A shared one is asked.
  private async stable(): Promise<Snapshot | null> {
    if (this.warehouse.engine === 'embedded') return this.snapshot ?? null;
    const { entry, snapshot } = await this.journal.latest();
    return entry && !entry.published ? null : snapshot;
  }

  private async unmoved(before: Snapshot): Promise<boolean> {
    if (this.warehouse.engine === 'embedded') return true;
    return (await this.stable())?.id === before.id;
  }
}

const RETRY = Symbol('retry');

/** Can be repeated: the next version stays where it is until the publication is over. */
function swapSql({ table, partition, from }: Swap) {
  if (!/^(\d{1,10}|all)$/.test(partition)) throw new Error(`not a partition: ${partition}`);
  const id = unsafeRaw(`'${partition}'`);
  const name = identifier(...table.split('.'));
  if (from === null) return sql`ALTER TABLE ${name} DROP PARTITION ID ${id}`;
  return sql`ALTER TABLE ${name} REPLACE PARTITION ID ${id} FROM ${identifier(...from.split('.'))}`;
}
