// One load in a process of its own, which can end by SIGKILL just before its Nth statement that changes something.
// Arguments: directory, job (seed | first | second), N (0: never). Prints one line of JSON.
import path from 'node:path';
import { seed } from '../../../seed/seed.js';
import { sampleSources } from '../../../src/commands/sample.js';
import type { Warehouse } from '../../../src/warehouse/warehouse.js';
import { fingerprint, type LoadEngines, openLoadEngines } from '../load-engines.js';

const [directory = '', job = '', dieAt = '0', sample = ''] = process.argv.slice(2);
const LATER = /(bills|events|usage|customers)\.yml$/;
let counting = false;
let statements = 0;
const texts: string[] = [];

/** Counts statements of the load, and ends the process before the one it is told. */
function mortal(warehouse: Warehouse): Warehouse {
  return new Proxy(warehouse, {
    get(target, name) {
      if (name !== 'command') {
        const value: unknown = Reflect.get(target, name, target);
        return typeof value === 'function' ? value.bind(target) : value;
      }
      return (...args: Parameters<Warehouse['command']>) => {
        if (counting) {
          statements++;
          texts.push(args[0].text.trim().slice(0, 40));
          if (statements === Number(dieAt)) process.kill(process.pid, 'SIGKILL');
        }
        return target.command(...args);
      };
    },
  });
}

/** Reads two layers in one snapshot again and again while a load goes on; they must always agree. */
async function watch(engines: LoadEngines, until: () => boolean) {
  const seen = new Set<string>();
  let reads = 0;
  let mixed = 0;
  while (!until()) {
    const [snapshot, light, base] = await engines.gate.read(async (current, signal) => {
      const sum = async (text: string) => String((await engines.warehouse.query({ text }, { signal })).rows[0]?.[0]);
      return [
        current.id,
        await sum('SELECT toString(sum(revenue)) FROM tenure.customer_month'),
        await sum('SELECT toString(sum(charged)) FROM tenure.fact_bill'),
      ] as const;
    });
    reads++;
    seen.add(snapshot);
    if (light !== base) mixed++;
  }
  return { reads, mixed, snapshots: [...seen].sort() };
}

const engines = await openLoadEngines({ directory, wrap: mortal });
const source = sampleSources().filter((file) => LATER.test(file) === (job === 'second'));
if (job === 'seed') {
  await seed({ customers: 120, months: 3, seed: 5, out: sample, warehouse: engines.warehouse });
  process.stdout.write('{}\n');
} else {
  const found = await fingerprint(engines);
  counting = true;
  let over = false;
  const watching = watch(engines, () => over);
  await engines.etl.run({ source, directory: path.resolve(sample) });
  over = true;
  counting = false;
  const runs = (await engines.etl.status()).map((run) => run.state);
  const tables = await engines.rows(`SELECT count() FROM system.tables WHERE database = 'tenure_load'`);
  const line = {
    statements,
    texts,
    found,
    print: await fingerprint(engines),
    watched: await watching,
    runs,
    leftovers: Number(tables[0]?.[0]),
  };
  process.stdout.write(`${JSON.stringify(line)}\n`);
}
await engines.close();
