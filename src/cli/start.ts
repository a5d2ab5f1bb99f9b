import type { Command } from 'commander';
import { loadSample } from '../commands/sample.js';
import { type Config, loadConfig } from '../config/config.js';
import { Closing } from '../process/closing.js';
import { onShutdown } from '../process/shutdown.js';
import { createLog } from '../start/log.js';
import type { RunningServer } from '../start/main.js';
import { progressBar } from './etl-progress.js';

/** Adds `tenure start`: serves until it is told to stop. */
export function registerStartCommand(program: Command): void {
  program
    .command('start')
    .description('serve; an empty data directory is filled with the sample operator first')
    .action(async () => {
      const config = loadConfig(process.env);
      const log = createLog(config);
      const closing = new Closing();
      onShutdown(() => closing.close(), log);
      // The engines and the semantic layer take seconds to load: only this command needs them all.
      const { startServer } = await import('../start/main.js');
      const migration = progressBar();
      try {
        const server = await startServer({
          config,
          log,
          closing,
          onMigration: ({ file, done, total }) => migration.update({ step: 'migrate', done, total, label: file }),
          loadSample: (engines) => {
            migration.stop();
            const bar = progressBar();
            return loadSample(engines, { onProgress: bar.update }).finally(bar.stop);
          },
        });
        migration.stop();
        console.log(welcome(config, server));
        showScores(server);
      } catch (error) {
        migration.stop();
        await closing.close();
        throw error;
      }
    });
}

/** How far the first scores are; nothing where standard error is no terminal. */
function showScores({ scores }: RunningServer): void {
  const bar = progressBar();
  scores.watch((progress) => {
    if (progress) bar.update({ step: 'score', done: progress.percent, total: 100, label: progress.label });
    else bar.stop();
  });
}

function welcome(config: Config, { httpPort, sqlPort, snapshot, demo }: RunningServer): string {
  const host = ['0.0.0.0', '::'].includes(config.host) ? 'localhost' : config.host;
  const url = `http://${host}:${httpPort}`;
  const signIn = demo?.generated
    ? `Sign in as ${demo.users.join(', ')} with the password ${demo.password} (shown this once; TENURE_DEMO_PASSWORD sets another)`
    : demo
      ? `Sign in as ${demo.users.join(', ')} with TENURE_DEMO_PASSWORD`
      : 'Sign in as the users of `tenure user list`';
  const data = snapshot.publishedAt === null ? 'no data yet' : `snapshot ${snapshot.id} of ${snapshot.publishedAt}`;
  return [
    `Tenure serves ${data}.`,
    `  page      ${url}/`,
    `  GraphQL   ${url}/graphql`,
    `  Cube REST ${url}/cubejs-api/v1`,
    `  SQL       psql "host=${host} port=${sqlPort} dbname=tenure user=analyst"`,
    signIn,
    'Ctrl-C stops it.',
  ].join('\n');
}
