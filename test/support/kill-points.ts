import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { runProgram } from './program.js';

const reportSchema = z.object({
  statements: z.number(),
  texts: z.array(z.string()),
  /** The warehouse as the restart showed it, and after the load. */
  found: z.record(z.string(), z.string()),
  print: z.record(z.string(), z.string()),
  watched: z.object({ reads: z.number(), mixed: z.number(), snapshots: z.array(z.string()) }),
  runs: z.array(z.string()),
  leftovers: z.number(),
});

const PROGRAM = 'test/support/programs/load-and-die.ts';

/** A data directory with one load done and another ready, to be killed at any statement of it. */
export class KillPoints {
  private constructor(
    private readonly scratch: string,
    private readonly sample: string,
    /** What a clean second load did. */
    readonly clean: z.infer<typeof reportSchema>,
    /** The warehouse before it. */
    readonly before: Readonly<Record<string, string>>,
  ) {}

  static async prepare(scratch: string): Promise<KillPoints> {
    const sample = path.join(scratch, 'sample');
    const base = path.join(scratch, 'base');
    await say(base, 'seed', 0, sample, z.object({}));
    const { print: before } = await say(base, 'first', 0, sample, reportSchema);
    const copy = copyOf(base, scratch);
    const clean = await say(copy, 'second', 0, sample, reportSchema);
    rmSync(copy, { recursive: true });
    return new KillPoints(scratch, sample, clean, before);
  }

  /** Kills the load before its Nth statement, looks at what a restart shows, and loads again. */
  async kill(statement: number) {
    const copy = copyOf(path.join(this.scratch, 'base'), this.scratch);
    const program = runProgram(PROGRAM, [copy, 'second', String(statement), this.sample]);
    const { signal } = await program.ended();
    const rerun = await say(copy, 'second', 0, this.sample, reportSchema);
    rmSync(copy, { recursive: true });
    return { signal, seen: rerun.found, rerun };
  }

  /** Statement numbers of the swaps of the clean run. */
  get swaps(): number[] {
    return this.clean.texts.flatMap((text, index) => (/^ALTER TABLE/.test(text) ? [index + 1] : []));
  }
}

function copyOf(base: string, scratch: string): string {
  const copy = path.join(mkdtempSync(path.join(scratch, 'copy-')), 'engines');
  // cp -a keeps owners: as root, Postgres runs as another account.
  execFileSync('cp', ['-a', base, copy]);
  chmodSync(path.dirname(copy), 0o711);
  return copy;
}

async function say<T>(directory: string, job: string, dieAt: number, sample: string, schema: z.ZodType<T>): Promise<T> {
  const program = runProgram(PROGRAM, [directory, job, String(dieAt), sample]);
  const line = await program.line();
  await program.ended();
  return schema.parse(JSON.parse(line));
}
