/**
 * Cube reads the environment itself, and anything but `production` turns on its development mode (playground, tokens
 * accepted unchecked). So the settings it may see are fixed here, before it is loaded, whatever the environment says:
 * every CUBEJS_* variable from outside is dropped.
 */
const FIXED: Readonly<Record<string, string>> = {
  NODE_ENV: 'production',
  CUBEJS_TELEMETRY: 'false',
  CUBEJS_CACHE_AND_QUEUE_DRIVER: 'memory',
  CUBEJS_EXTERNAL_DEFAULT: 'false',
  CUBEJS_TESSERACT_SQL_PLANNER: 'false',
  CUBEJS_REFRESH_WORKER: 'false',
  CUBEJS_DATASOURCES: 'default,store',
  CUBEJS_DB_TYPE: 'clickhouse',
  CUBEJS_DB_HOST: 'unused',
  // One row more than an answer may have, so that an answer without a limit of its own is refused and never cut.
  CUBEJS_DB_QUERY_DEFAULT_LIMIT: '50001',
  CUBEJS_DB_QUERY_LIMIT: '50001',
};

export function fixCubeEnvironment(env: NodeJS.ProcessEnv = process.env): void {
  for (const name of Object.keys(env)) if (name.startsWith('CUBEJS_')) delete env[name];
  Object.assign(env, FIXED);
}

/** Runs something of Cube's that would print to standard output, which belongs to the commands. */
export function withoutPrinting<T>(work: () => T): T {
  const print = console.log;
  console.log = () => {};
  try {
    return work();
  } finally {
    console.log = print;
  }
}
