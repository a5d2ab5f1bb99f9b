import { type ChildProcess, spawn } from 'node:child_process';
import path from 'node:path';
import { PROJECT_ROOT } from '../../src/config/config.js';

export interface CommandResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Settings of a test's own: nothing of the surrounding TENURE_ environment, free ports. */
export function settings(dataDir: string, more: Record<string, string> = {}): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith('TENURE_'));
  return {
    ...Object.fromEntries(inherited),
    TENURE_DATA_DIR: dataDir,
    TENURE_PORT: '0',
    TENURE_SQL_PORT: '0',
    TENURE_DEMO_PASSWORD: 'a demo password',
    ...more,
  };
}

/** Runs a `tenure` command as a user does, to its end. */
export async function tenure(args: readonly string[], env: NodeJS.ProcessEnv): Promise<CommandResult> {
  const { child, output } = launch(args, env);
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, ...output() };
}

export interface ServingTenure {
  readonly url: string;
  readonly sqlPort: number;
  readonly child: ChildProcess;
  /** Ends it as Ctrl-C does; the exit code. */
  stop(): Promise<number | null>;
}

/** `tenure start`, once it says that it serves. */
export async function startTenure(env: NodeJS.ProcessEnv): Promise<ServingTenure> {
  const { child, output } = launch(['start'], env);
  const closed = new Promise<number | null>((resolve) => child.once('close', resolve));
  await new Promise<void>((resolve, reject) => {
    child.stdout?.on('data', () => {
      if (output().stdout.includes('Ctrl-C stops it.')) resolve();
    });
    closed.then((code) => reject(new Error(`tenure start ended with ${code}: ${output().stderr}`)));
  });
  const [, url = ''] = /page\s+(http:\S+?)\/\s/.exec(output().stdout) ?? [];
  const [, sqlPort = ''] = /port=(\d+)/.exec(output().stdout) ?? [];
  return {
    url,
    sqlPort: Number(sqlPort),
    child,
    stop: () => {
      child.kill('SIGINT');
      return closed;
    },
  };
}

function launch(args: readonly string[], env: NodeJS.ProcessEnv) {
  const child = spawn(process.execPath, [path.join(PROJECT_ROOT, 'bin', 'tenure.cjs'), ...args], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (part: Buffer) => {
    stdout += part;
  });
  child.stderr.on('data', (part: Buffer) => {
    stderr += part;
  });
  return { child, output: () => ({ stdout, stderr }) };
}
