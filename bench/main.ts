import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

// `npm run bench [-- name …]`: every benchmark in a process of its own, since a process can open one embedded engine. Each
// prints its own table; read the ratios, which are taken in one run, not the milliseconds, which are this machine's.
const directory = path.dirname(fileURLToPath(import.meta.url));
const known = readdirSync(directory)
  .filter((file) => file.endsWith('.bench.ts'))
  .map((file) => file.slice(0, -'.bench.ts'.length))
  .sort();
const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !known.includes(name));
if (unknown.length > 0) {
  console.error(`There is no benchmark ${unknown.join(', ')}; there are ${known.join(', ')}.`);
  process.exit(1);
}

let failed = 0;
for (const name of asked.length > 0 ? asked : known) {
  console.log(`\n── ${name} ${'─'.repeat(Math.max(0, 70 - name.length))}`);
  const file = path.join(directory, `${name}.bench.ts`);
  const { status } = spawnSync(process.execPath, ['--import', 'tsx', file], {
    stdio: 'inherit',
    env: { ...process.env, UV_THREADPOOL_SIZE: '24', NODE_ENV: 'production' },
  });
  if (status !== 0) failed++;
}
process.exit(failed === 0 ? 0 : 1);
