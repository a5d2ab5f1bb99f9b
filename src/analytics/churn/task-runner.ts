import os from 'node:os';
import { Worker } from 'node:worker_threads';
import { type FitTask, type FitTaskResults, runFitTask } from './fit-task.js';

/** Where the parts of a fit run. The results do not depend on it. */
export interface TaskRunner {
  run<T extends FitTask>(task: T): Promise<FitTaskResults[T['kind']]>;
  close(): Promise<void>;
}

/** Runs the parts here, one after another. */
export const inlineRunner: TaskRunner = {
  run: async (task) => runFitTask(task),
  close: async () => {},
};

interface Job {
  readonly task: FitTask;
  readonly resolve: (result: never) => void;
  readonly reject: (error: Error) => void;
}

type Reply = { readonly result: unknown } | { readonly error: string };

/** Runs the parts on worker threads, as many as asked for (the machine's cores when absent), started when needed. */
export function workerRunner(count: number = os.availableParallelism()): TaskRunner {
  const waiting: Job[] = [];
  const idle: Worker[] = [];
  const all = new Set<Worker>();
  const running = new Map<Worker, Job>();
  let isClosed = false;

  const assign = () => {
    while (waiting.length > 0) {
      const worker = idle.pop() ?? (all.size < count ? start() : undefined);
      if (!worker) return;
      const job = waiting.shift() as Job;
      running.set(worker, job);
      worker.postMessage(job.task);
    }
  };
  const start = (): Worker => {
    const worker = startWorker();
    all.add(worker);
    worker.on('message', (reply: Reply) => {
      const job = running.get(worker);
      running.delete(worker);
      idle.push(worker);
      if ('error' in reply) job?.reject(new Error(reply.error));
      else job?.resolve(reply.result as never);
      assign();
    });
    const lose = (error: Error) => {
      all.delete(worker);
      const job = running.get(worker);
      running.delete(worker);
      job?.reject(error);
      if (!isClosed) assign();
    };
    worker.on('error', lose);
    worker.on('exit', (code) => lose(new Error(`A worker of the fit ended with code ${code}.`)));
    return worker;
  };
  return {
    run: <T extends FitTask>(task: T) =>
      new Promise<FitTaskResults[T['kind']]>((resolve, reject) => {
        if (isClosed) reject(new Error('The workers of the fit are closed.'));
        waiting.push({ task, resolve: resolve as Job['resolve'], reject });
        assign();
      }),
    close: async () => {
      isClosed = true;
      for (const job of waiting.splice(0)) job.reject(new Error('The fit was stopped.'));
      await Promise.all([...all].map((worker) => worker.terminate()));
    },
  };
}

/** From dist/ the worker is JavaScript; from source it is TypeScript, which tsx loads (a development tool). */
function startWorker(): Worker {
  if (!import.meta.url.endsWith('.ts')) return new Worker(new URL('./fit-worker.js', import.meta.url));
  const module = JSON.stringify(new URL('./fit-worker.ts', import.meta.url).href);
  const loader = JSON.stringify(import.meta.resolve('tsx/esm/api'));
  const source = `import(${loader}).then(({ register }) => { register(); return import(${module}); })`;
  return new Worker(source, { eval: true });
}
