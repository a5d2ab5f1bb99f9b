import { setMaxListeners } from 'node:events';
import { TenureError } from '../errors/errors.js';

/** How long after a statement's own time limit it is stopped from outside, should the engine not have noticed. */
const GRACE_MS = 2_000;

/** The caller's signal and the time limit as one signal, until `release`. */
export class Deadline {
  private readonly controller = new AbortController();
  private readonly timer: NodeJS.Timeout | undefined;
  private readonly forward = () => this.controller.abort(this.outer?.reason);

  constructor(
    private readonly outer: AbortSignal | undefined,
    timeoutMs: number | undefined,
  ) {
    if (outer?.aborted) this.forward();
    // One signal may stop a whole dashboard.
    if (outer) setMaxListeners(0, outer);
    outer?.addEventListener('abort', this.forward, { once: true });
    if (timeoutMs !== undefined) {
      const expire = () =>
        this.controller.abort(
          new TenureError('TIMEOUT', `The question took longer than its time limit of ${timeoutMs / 1000} s.`),
        );
      this.timer = setTimeout(expire, timeoutMs + GRACE_MS);
      this.timer.unref();
    }
  }

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  release(): void {
    clearTimeout(this.timer);
    this.outer?.removeEventListener('abort', this.forward);
  }
}
