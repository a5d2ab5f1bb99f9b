import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { fingerprint, type LoadEngines, openLoadEngines } from '../support/load-engines.js';
import { scratchDirectory } from '../support/scratch.js';

const directory = scratchDirectory();
const disk = path.join(directory, 'data', 'clickhouse');
const MEGABYTE = 1 << 20;

/** A disk of its own for the warehouse; only root may make one. */
function mounted(): boolean {
  try {
    mkdirSync(disk, { recursive: true });
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64m', 'tmpfs', disk], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

const isMounted = mounted();

describe.skipIf(!isMounted)('a full disk (needs the right to mount a tmpfs)', () => {
  let engines: LoadEngines;
  afterAll(async () => {
    await engines?.close();
    execFileSync('umount', ['-l', disk]);
  });

  it('ends the load with one clear error; readers go on, and the load works once there is room', async () => {
    engines = await openLoadEngines({ directory });
    const source = path.join(directory, 'bills.yml');
    writeFileSync(
      source,
      `source: bills
format: csv
columns: [customer_id, bill_number, month, charged]
loads:
  - into: bill
    map: { customer_id: customer_id, bill_number: bill_number, month: month, charged: charged }
`,
    );
    const file = (name: string, rows: number) => {
      const lines = Array.from(
        { length: rows },
        (_, n) => `C${n}-${name}-${(n * 7919) % 99991},B${n}${name},2024-01,${n % 100}.25`,
      );
      const to = path.join(directory, `${name}.csv`);
      writeFileSync(to, `customer_id,bill_number,month,charged\n${lines.join('\n')}\n`);
      return to;
    };
    await engines.etl.run({ source, files: [file('small', 50)] });
    const before = await fingerprint(engines);
    const large = file('large', 60_000);
    const ballast = path.join(disk, 'ballast');
    const { bavail, bsize } = statfsSync(disk);
    writeFileSync(ballast, Buffer.alloc(Math.max(0, bavail * bsize - MEGABYTE / 2)));
    await expect(engines.etl.run({ source, files: [large] })).rejects.toMatchObject({
      kind: 'DATA_DIR',
      message: expect.stringContaining('full'),
    });
    expect(await fingerprint(engines)).toEqual(before);
    rmSync(ballast);
    expect(await engines.etl.run({ source, files: [large] })).toMatchObject({ rowsLoaded: 60_000 });
  }, 180_000);
});
