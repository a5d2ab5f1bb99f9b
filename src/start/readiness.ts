import type { Logger } from 'pino';
import type { Engines } from '../engines/engines.js';
import type { Readiness } from '../http/operations.js';
import { type DiskFigures, diskOf, LEAST_FREE_BYTES } from '../process/disk.js';
import type { FirstScores } from '../scoring/first-scores.js';

/** How long the state of the disks is taken for true: probes come from several supervisors at once. */
const DISK_FOR_MS = 2_000;

export interface ReadinessParts {
  readonly engines: Engines;
  readonly doorsOpen: () => boolean;
  readonly scores: () => Pick<FirstScores, 'state' | 'progress'> | undefined;
  readonly disk: Disk;
}

/** The disks of the data directory, looked at every two seconds at most. */
export interface Disk {
  figures(): Promise<DiskFigures>;
}

export function watchDisk(dataDir: string, log: Logger, now: () => number = Date.now): Disk {
  let known: { readonly at: number; readonly figures: Promise<DiskFigures> } | undefined;
  let told = 'ok';
  return {
    async figures() {
      if (!known || now() - known.at > DISK_FOR_MS) known = { at: now(), figures: diskOf(dataDir) };
      const figures = await known.figures;
      if (figures.state !== told) {
        told = figures.state;
        log.warn({ event: 'disk.state', ...figures });
      }
      return figures;
    },
  };
}

/**
 * Whether the server can do all that it is for: answer, and keep what it is given. With a full disk it goes on answering what is
 * loaded, and says here why it is not ready.
 */
export async function readiness({ engines, doorsOpen, scores, disk }: ReadinessParts): Promise<Readiness> {
  const [warehouse, store, { state }, { publishedAt }] = await Promise.all([
    warehouseState(engines.warehouse),
    storeState(engines.store),
    disk.figures(),
    engines.gate.current(),
  ]);
  const isOpen = doorsOpen();
  const progress = scores()?.progress();
  return {
    ready: warehouse === 'ok' && store === 'ok' && state === 'ok' && isOpen,
    parts: {
      warehouse,
      store,
      disk: state,
      data: publishedAt === null ? 'empty' : 'published',
      doors: isOpen ? 'open' : 'opening',
      scores: scores()?.state() ?? 'none',
    },
    ...(progress ? { progress: { scores: progress } } : {}),
  };
}

async function warehouseState(warehouse: Engines['warehouse']): Promise<string> {
  try {
    if (warehouse.engine === 'embedded') {
      await warehouse.query({ text: 'SELECT 1' }, { lane: 'control' });
      return 'ok';
    }
    // Its disks are not ours to look at, but the server knows them.
    const { rows } = await warehouse.query({ text: 'SELECT min(free_space) FROM system.disks' }, { lane: 'control' });
    const free = Number(rows[0]?.[0] ?? Number.NaN);
    return free < LEAST_FREE_BYTES ? 'disk full' : 'ok';
  } catch {
    return 'failing';
  }
}

async function storeState({ pool }: Engines['store']): Promise<string> {
  try {
    const { rows } = await pool.query<{ readonly: string }>(
      `select current_setting('transaction_read_only') as readonly`,
    );
    return rows[0]?.readonly === 'on' ? 'read-only' : 'ok';
  } catch {
    return 'failing';
  }
}
