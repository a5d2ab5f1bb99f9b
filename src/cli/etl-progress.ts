import { Presets, SingleBar } from 'cli-progress';
import type { Progress } from '../../etl/request.js';

export interface BarProgress {
  readonly step:
    | Progress['step']
    | 'migrate'
    | 'seed'
    | 'fit'
    | 'score'
    | 'explain'
    | 'versions'
    | 'promote'
    | 'rollback';
  readonly done: number;
  readonly total: number;
  readonly label: string;
}

export interface Bar {
  readonly update: (progress: BarProgress) => void;
  readonly stop: () => void;
}

/** Progress of a load on standard error; nothing when that is no terminal. */
export function progressBar(): Bar {
  const bar = new SingleBar(
    {
      format: '{step} [{bar}] {value}/{total} {label}',
      stream: process.stderr,
      clearOnComplete: true,
      hideCursor: true,
      noTTYOutput: false,
    },
    Presets.shades_classic,
  );
  let step: string | null = null;
  return {
    update: (progress) => {
      const shown = { step: progress.step.padEnd(10), label: progress.label };
      if (step === null) bar.start(progress.total, progress.done, shown);
      else {
        bar.setTotal(progress.total);
        bar.update(progress.done, shown);
      }
      step = progress.step;
    },
    stop: () => bar.stop(),
  };
}
