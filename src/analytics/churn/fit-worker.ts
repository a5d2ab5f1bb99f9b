import { parentPort } from 'node:worker_threads';
import { type FitTask, runFitTask } from './fit-task.js';

/** The thread behind a TaskRunner: takes one task at a time and sends back its result or what went wrong. */
parentPort?.on('message', (task: FitTask) => {
  try {
    parentPort?.postMessage({ result: runFitTask(task) });
  } catch (error) {
    parentPort?.postMessage({ error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  }
});
