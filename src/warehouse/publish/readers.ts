import { TenureError } from '../../errors/errors.js';

/** Who reads and who publishes within this process: many reads, or one publication. */
export class Readers {
  private readonly running = new Set<AbortController>();
  private closed: Promise<void> | null = null;
  private idle: (() => void) | null = null;

  constructor(private readonly graceMs: number) {}

  /** Runs a read; it waits while a publication is on, and is stopped and run again when one cannot wait any longer. */
  async run<T>(work: (signal: AbortSignal) => Promise<T>, signal?: AbortSignal): Promise<T> {
    for (;;) {
      while (this.closed) await abortable(this.closed, signal);
      signal?.throwIfAborted();
      const stop = new AbortController();
      const passOn = () => stop.abort(signal?.reason);
      signal?.addEventListener('abort', passOn, { once: true });
      this.running.add(stop);
      try {
        return await work(stop.signal);
      } catch (error) {
        if (stop.signal.reason !== PUBLISHING) throw error;
      } finally {
        signal?.removeEventListener('abort', passOn);
        this.running.delete(stop);
        if (this.running.size === 0) this.idle?.();
      }
    }
  }

  /** Runs a publication while no read does. Reads that outlast the grace are stopped. */
  async exclusively<T>(work: () => Promise<T>): Promise<T> {
    while (this.closed) await this.closed;
    let open = () => {};
    this.closed = new Promise((resolve) => {
      open = resolve;
    });
    const grace = setTimeout(() => {
      for (const read of this.running) read.abort(PUBLISHING);
    }, this.graceMs);
    try {
      if (this.running.size > 0)
        await new Promise<void>((resolve) => {
          this.idle = resolve;
        });
      return await work();
    } finally {
      clearTimeout(grace);
      this.idle = null;
      this.closed = null;
      open();
    }
  }
}

const PUBLISHING = new TenureError('CANCELLED', 'Stopped to let a load be published; it runs again.');

async function abortable(waiting: Promise<void>, signal: AbortSignal | undefined): Promise<void> {
  if (!signal) return waiting;
  signal.throwIfAborted();
  let stop = () => {};
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(signal.reason);
    signal.addEventListener('abort', stop, { once: true });
  });
  try {
    await Promise.race([waiting, aborted]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
