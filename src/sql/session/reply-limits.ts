import { TenureError } from '../../errors/errors.js';
import { readErrorFields } from '../wire/backend.js';
import { errorFrame } from '../wire/error-frames.js';
import type { Frame } from '../wire/frames.js';

const QUERY_CANCELED = '57014';
const OUT_OF_MEMORY = '53200';

/** What becomes of a backend's replies once they break a bound: our error takes the place of their end. */
export class ReplyLimits {
  /** Why the door has the backend stop. */
  stopped: TenureError | undefined;
  /** A message came that is too long to pass on: its statement fails. */
  drowned: TenureError | undefined;
  private muted = false;
  private cancelled = false;

  constructor(private readonly cancel: () => void) {}

  /** The frame to go on with; undefined for none. */
  pass(frame: Frame): Frame | undefined {
    switch (frame.type) {
      case 'N':
      case 'S':
      case 'A':
        return frame;
      case 'Z':
        this.stopped = undefined;
        this.drowned = undefined;
        this.muted = false;
        this.cancelled = false;
        return frame;
      case 'E':
        return this.muted ? undefined : this.error(frame);
    }
    if (this.muted) return undefined;
    if (!this.drowned) return frame;
    if ('CsIc'.includes(frame.type)) {
      // The statement ended well for the backend; what else it was sent before the next Sync is nothing to the client.
      this.muted = true;
      return errorFrame(this.drowned);
    }
    if (frame.type !== 'D' && frame.type !== 'd') return frame;
    // More rows are coming.
    if (!this.cancelled) this.cancel();
    this.cancelled = true;
    return undefined;
  }

  private error(frame: Frame): Frame {
    if (this.drowned) return errorFrame(this.drowned);
    const code = readErrorFields(frame.body).get('C');
    if (code === QUERY_CANCELED && this.stopped) return errorFrame(this.stopped);
    if (code === OUT_OF_MEMORY) return errorFrame(outOfMemory());
    return frame;
  }
}

/** The embedded Postgres gives a session so much memory and no more: a limit of ours, not a machine that is full. */
function outOfMemory(): TenureError {
  return new TenureError('TOO_LARGE', 'The statement needs more memory than one may have.', {
    hint: 'Make shorter texts and smaller arrays, or aggregate in the view instead of over its rows.',
  });
}
