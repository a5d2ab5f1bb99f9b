import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Etl } from '../../etl/etl.js';
import type { Progress, RunResult } from '../../etl/request.js';
import { seed } from '../../seed/seed.js';
import { PROJECT_ROOT } from '../config/config.js';
import { withOwnEngine } from '../warehouse/own-engine.js';
import type { Warehouse } from '../warehouse/warehouse.js';

/** The sample operator that an empty data directory starts with. */
export const SAMPLE = { customers: 5_000, months: 24, seed: 1 } as const;

export const SAMPLE_SOURCES = path.join(PROJECT_ROOT, 'etl', 'sources', 'sample');

/** Of the making of the files, then of their load. */
export type SampleProgress = Omit<Progress, 'step'> & { readonly step: Progress['step'] | 'seed' };

export interface SampleParts {
  readonly warehouse: Warehouse;
  readonly etl: Etl;
}

/** Makes the sample operator and loads it through the ETL, as `tenure etl run` would. */
export async function loadSample(
  { warehouse, etl }: SampleParts,
  options: {
    readonly onProgress?: (progress: SampleProgress) => void;
    readonly customers?: number;
    readonly months?: number;
    readonly signal?: AbortSignal;
  } = {},
): Promise<RunResult> {
  const { onProgress, signal } = options;
  const out = mkdtempSync(path.join(tmpdir(), 'tenure-sample-'));
  const make = (engine: Warehouse) =>
    seed({
      ...SAMPLE,
      customers: options.customers ?? SAMPLE.customers,
      months: options.months ?? SAMPLE.months,
      out,
      warehouse: engine,
      onProgress: (progress) => onProgress?.({ step: 'seed', ...progress }),
      ...(signal ? { signal } : {}),
    });
  try {
    await (warehouse.engine === 'embedded' ? make(warehouse) : withOwnEngine(make));
    return await etl.run({
      source: sampleSources(),
      directory: out,
      onProgress,
      signal,
    });
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
}

/** The source files that read what `seed` writes. */
export function sampleSources(): string[] {
  return readdirSync(SAMPLE_SOURCES)
    .filter((file) => file.endsWith('.yml'))
    .sort()
    .map((file) => path.join(SAMPLE_SOURCES, file));
}
