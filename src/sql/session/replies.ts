import type { Frame } from '../wire/frames.js';

export type RequestKind = 'parse' | 'bind' | 'close' | 'describe' | 'execute' | 'sync' | 'query';

export type Outcome =
  | { readonly kind: 'done' }
  | { readonly kind: 'failed'; readonly error: Frame }
  | { readonly kind: 'skipped' };

/** What is to happen with the backend's replies to one message that was sent to it. */
export interface Expected {
  readonly request: RequestKind;
  /** Each reply message but an error, the last one included. Absent: swallowed. */
  readonly onFrame?: (frame: Frame) => void;
  /** An ErrorResponse; absent: swallowed. */
  readonly onError?: (frame: Frame) => void;
  readonly onEnd?: (outcome: Outcome) => void;
}

/** Which message types end the reply to a request. */
const LAST: Readonly<Record<RequestKind, string>> = {
  parse: '1',
  bind: '2',
  close: '3',
  describe: 'Tn',
  execute: 'CsI',
  sync: 'Z',
  query: 'Z',
};

/**
 * Keeps the replies of the backend in step with the requests sent to it. After an error the backend skips everything up
 * to the next Sync, and so do the expectations.
 */
export class ReplyQueue {
  private readonly queue: Expected[] = [];
  private skipping = false;

  constructor(private readonly pass: (frame: Frame) => void) {}

  /** The backend ignores messages until the next Sync. */
  get failed(): boolean {
    return this.skipping;
  }

  get empty(): boolean {
    return this.queue.length === 0;
  }

  expect(expected: Expected): void {
    // Whatever is sent after a Sync is taken again, though its reply is still to come.
    if (expected.request === 'sync') this.skipping = false;
    if (this.skipping) expected.onEnd?.({ kind: 'skipped' });
    else this.queue.push(expected);
  }

  receive(frame: Frame): void {
    if (frame.type === 'N' || frame.type === 'S' || frame.type === 'A') return this.pass(frame);
    const head = this.queue[0];
    if (!head) return this.pass(frame);
    if (frame.type === 'E') return this.fail(head, frame);
    head.onFrame?.(frame);
    if (!LAST[head.request].includes(frame.type)) return;
    this.queue.shift();
    head.onEnd?.({ kind: 'done' });
  }

  /** The backend has gone: nothing more will come. */
  abandon(): void {
    for (const expected of this.queue.splice(0)) expected.onEnd?.({ kind: 'skipped' });
  }

  private fail(head: Expected, error: Frame): void {
    head.onError?.(error);
    // Sync and simple Query still end with ReadyForQuery.
    if (head.request === 'sync' || head.request === 'query') return;
    this.queue.shift();
    const next = this.queue.findIndex(({ request }) => request === 'sync');
    this.skipping = next < 0;
    const dropped = this.queue.splice(0, next < 0 ? this.queue.length : next);
    head.onEnd?.({ kind: 'failed', error });
    for (const expected of dropped) expected.onEnd?.({ kind: 'skipped' });
  }
}
