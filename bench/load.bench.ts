import path from 'node:path';
import { sampleSources } from '../src/commands/sample.js';
import { type LoadEngines, openLoadEngines } from '../test/support/load-engines.js';

// Loading against the bare engine in the same run: the ratio is what holds elsewhere too.
const ROWS = Number(process.env.TENURE_BENCH_ROWS ?? 2_000_000);
const CUSTOMERS = 40_000;
/** Everything between the file and the next version of the base table. */
const LOADING: readonly string[] = ['stage', 'quarantine', 'merge'];

function cpuSince(start: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
}

const engines = await openLoadEngines();
try {
  await bench(engines);
} finally {
  await engines.close();
}

async function bench({ warehouse, etl, directory, empty }: LoadEngines): Promise<void> {
  const command = (text: string) => warehouse.command({ text }, { lane: 'batch' });
  const query = `SELECT concat('C', leftPad(toString(number % ${CUSTOMERS} + 1), 8, '0')) AS customer_id,
      toDate('2025-01-01') + intDiv(number, ${CUSTOMERS}) % 90 AS date, ['voice', 'data', 'sms'][1 + intDiv(number, ${CUSTOMERS * 90}) % 3] AS service,
      toUInt32(number % 7) AS units, toDecimal64(number % 700 / 10, 2) AS minutes, toDecimal64(number % 9000 / 10, 3) AS megabytes,
      toDecimal64(number % 40 / 10, 2) AS charge, toUInt32(number % 3) AS dropped_calls FROM numbers(${ROWS})`;
  const csv = path.join(directory, 'usage.csv');
  const parquet = path.join(directory, 'usage.parquet');
  await command(`INSERT INTO FUNCTION file('${csv}', 'CSVWithNames') ${query}`);
  await command(`INSERT INTO FUNCTION file('${parquet}', 'Parquet') ${query}`);
  const parquetSource = sampleSources().find((file) => file.endsWith('/usage.yml')) ?? '';
  const csvSource = path.join(directory, 'usage.yml');
  const { readFileSync, writeFileSync } = await import('node:fs');
  writeFileSync(csvSource, readFileSync(parquetSource, 'utf8').replace('format: parquet', 'format: csv'));

  const columns = 'customer_id, date, service, units, minutes, megabytes, charge, dropped_calls';
  const types =
    'customer_id String, date Date, service String, units UInt32, minutes Decimal(18, 2), megabytes Decimal(18, 3), charge Decimal(18, 4), dropped_calls UInt32';
  const bare = async (file: string, format: string) => {
    await command('CREATE OR REPLACE TABLE tenure.bare AS tenure.fact_usage');
    const started = performance.now();
    const cpu = process.cpuUsage();
    await command(
      `INSERT INTO tenure.bare (customer_key, ${columns}) SELECT sipHash64(customer_id), ${columns} FROM file('${file}', '${format}', '${types}')`,
    );
    return { ms: performance.now() - started, cpuMs: cpuSince(cpu) };
  };
  const whole = async (source: string, file: string) => {
    await empty();
    const times = new Map<string, number>();
    let cpu = process.cpuUsage();
    let cpuMs = 0;
    let step = 'extract';
    let since = performance.now();
    let peak = 0;
    const sampler = setInterval(() => {
      peak = Math.max(peak, process.memoryUsage.rss());
    }, 50);
    const result = await etl.run({
      source,
      files: [file],
      onProgress: (progress) => {
        const now = performance.now();
        times.set(step, (times.get(step) ?? 0) + now - since);
        if (LOADING.includes(step)) cpuMs += cpuSince(cpu);
        cpu = process.cpuUsage();
        step = progress.step;
        since = now;
      },
    });
    clearInterval(sampler);
    if (result.rowsLoaded !== ROWS) throw new Error(`${result.rowsLoaded} of ${ROWS} rows loaded`);
    const loading = LOADING.reduce((sum, name) => sum + (times.get(name) ?? 0), 0);
    return { loading, cpuMs, steps: Object.fromEntries([...times].map(([name, ms]) => [name, Math.round(ms)])), peak };
  };
  const speed = (ms: number) => `${(ROWS / ms / 1000).toFixed(2)} M rows/s`;
  for (const [name, format, source, file] of [
    ['CSV', 'CSVWithNames', csvSource, csv],
    ['Parquet', 'Parquet', parquetSource, parquet],
  ] as const) {
    const runs = [await bare(file, format), await bare(file, format)];
    const bareMs = Math.min(...runs.map(({ ms }) => ms));
    const bareCpu = Math.min(...runs.map(({ cpuMs }) => cpuMs));
    const { loading, cpuMs, steps, peak } = await whole(source, file);
    console.log(
      `${name.padEnd(8)} bare ${speed(bareMs)}, staged + validated + deduplicated + quarantined ${speed(loading)} = ${Math.round((100 * bareMs) / loading)}% of bare`,
    );
    console.log(
      `         by processor time, which other work does not blur: bare ${speed(bareCpu)}, loaded ${speed(cpuMs)} a core = ${Math.round((100 * bareCpu) / cpuMs)}%; peak ${Math.round(peak / 1048576)} MB; ms ${JSON.stringify(steps)}`,
    );
  }
  await command('DROP TABLE tenure.bare');
}
