import type { Gate } from '../../src/warehouse/publish/gate.js';
import type { Swap } from '../../src/warehouse/publish/journal.js';
import type { Warehouse } from '../../src/warehouse/warehouse.js';
import type { Ledger } from '../ledger.js';
import type { Progress } from '../request.js';
import { TARGETS } from '../targets.js';
import { Ahead, deriveWhole, summarise } from './derive.js';
import { merge, type Next } from './merge.js';
import { touchedMonths } from './months.js';
import { reconcile } from './reconcile.js';
import type { Staged } from './stage.js';

interface Context {
  readonly warehouse: Warehouse;
  readonly ledger: Ledger;
  readonly gate: Gate;
  readonly runId: string;
  readonly signal: AbortSignal;
}

/** Builds what a publication swaps in: base tables first, then what is made of them. Nothing that is served changes. */
export class NextVersion {
  constructor(
    private readonly context: Context,
    private readonly tell: (progress: Progress) => void,
  ) {}

  /** The next version of every table that rows come to or leave. */
  async merge(staged: readonly Staged[], gone: readonly string[]): Promise<Next[]> {
    const { warehouse, ledger, runId, signal } = this.context;
    const touched = new Set([...staged.map((one) => one.target.name), ...(await ledger.subjectsOf(gone))]);
    const targets = TARGETS.filter(({ name }) => touched.has(name));
    const nexts: Next[] = [];
    for (const into of targets) {
      this.tell({ step: 'merge', done: nexts.length, total: targets.length, label: into.table });
      const mine = staged.filter((one) => one.target.name === into.name);
      nexts.push(await merge(into, mine, { warehouse, runId, superseded: gone, signal }));
    }
    return nexts;
  }

  /** Derived tables and months; throws INTERNAL where rows or money do not come out as they went in. */
  async derive(nexts: readonly Next[]): Promise<{ swaps: Swap[]; months: readonly string[] }> {
    const { ahead, swaps, months } = await this.derived(nexts);
    this.tell({ step: 'reconcile', done: 0, total: 1, label: 'rows and money' });
    await reconcile(ahead, nexts, months);
    return { swaps, months };
  }

  private async derived(nexts: readonly Next[]): Promise<{ ahead: Ahead; swaps: Swap[]; months: readonly string[] }> {
    const { warehouse, runId, signal } = this.context;
    const swaps = nexts.flatMap((next) => [...next.swaps, ...next.duplicateSwaps]);
    const byTable = new Map(nexts.map((next) => [next.target.table, next]));
    let ahead = new Ahead(warehouse, runId, byTable, new Map(), signal);
    const due = [
      ...(ahead.has('customer_change') ? (['dim_customer'] as const) : []),
      ...(ahead.has('customer_change') || ahead.has('fact_event') ? (['customer_spell'] as const) : []),
    ];
    for (const [done, table] of due.entries()) {
      this.tell({ step: 'derive', done, total: due.length, label: table });
      const { name, swap } = await deriveWhole(table, ahead);
      ahead = ahead.with(table, name);
      swaps.push(swap);
    }
    const { build, drop } = await touchedMonths(ahead, nexts);
    let done = 0;
    this.tell({ step: 'summarise', done, total: build.length, label: 'customer_month' });
    const light = await summarise(ahead, build, (months) => {
      done += months.length;
      this.tell({ step: 'summarise', done, total: build.length, label: months.at(-1)?.slice(0, 7) ?? '' });
    });
    swaps.push(...light.swaps);
    for (const month of drop)
      swaps.push({ table: 'tenure.customer_month', partition: month.slice(0, 7).replace('-', ''), from: null });
    return { ahead: ahead.with('customer_month', light.name), swaps, months: build };
  }
}
