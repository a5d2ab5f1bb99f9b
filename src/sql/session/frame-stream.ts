import type { Duplex } from 'node:stream';
import { type Frame, FrameReader } from '../wire/frames.js';
import { ProtocolError } from '../wire/protocol-error.js';

/** Beyond this much unread input the peer has to wait. */
const PAUSE_ABOVE_BYTES = 1 << 20;

/** A socket's messages one at a time, in order, with back-pressure on the peer. */
export class FrameStream {
  private waiter: (() => void) | undefined;
  private ended = false;
  private failure: Error | undefined;
  private readonly reader: FrameReader;

  constructor(
    private readonly socket: Duplex,
    maxFrameBytes: number,
    initial: Buffer = Buffer.alloc(0),
  ) {
    this.reader = new FrameReader(maxFrameBytes);
    this.reader.push(initial);
    socket.on('data', this.onData);
    socket.on('end', this.onEnd);
    socket.on('close', this.onEnd);
    socket.on('error', this.onError);
  }

  /**
   * The next message; undefined when the peer has gone. Throws ProtocolError for a malformed one or after `idleMs`, and what
   * `stop` gives, which is asked before each message and at each wake().
   */
  async next(idleMs?: number, stop?: () => Error | undefined): Promise<Frame | undefined> {
    const idle = idleMs === undefined ? undefined : setTimeout(this.onIdle, idleMs);
    try {
      return await this.wait(() => this.reader.next(), stop);
    } finally {
      clearTimeout(idle);
    }
  }

  /** The body of the next untyped start-up packet. */
  async nextStartup(): Promise<Buffer | undefined> {
    return this.wait(() => this.reader.nextStartup());
  }

  /** Stops listening and gives back what was not read, for whoever takes over the socket. */
  release(): Buffer {
    this.socket.off('data', this.onData);
    this.socket.off('end', this.onEnd);
    this.socket.off('close', this.onEnd);
    this.socket.off('error', this.onError);
    this.socket.pause();
    return this.reader.rest();
  }

  private async wait<T>(read: () => T | undefined, stop?: () => Error | undefined): Promise<T | undefined> {
    for (;;) {
      const stopped = stop?.();
      if (stopped) throw stopped;
      const got = read();
      if (got !== undefined) return got;
      if (this.failure) throw this.failure;
      if (this.ended) return undefined;
      if (this.socket.isPaused()) this.socket.resume();
      await new Promise<void>((resolve) => {
        this.waiter = resolve;
      });
    }
  }

  private readonly onData = (chunk: Buffer) => {
    this.reader.push(chunk);
    if (this.reader.pendingBytes > PAUSE_ABOVE_BYTES && !this.waiter) this.socket.pause();
    this.wake();
  };

  private readonly onEnd = () => {
    this.ended = true;
    this.wake();
  };

  private readonly onIdle = () => {
    this.failure = new ProtocolError('terminating connection due to idle-session timeout', '57P05');
    this.wake();
  };

  private readonly onError = () => {
    this.ended = true;
    this.wake();
  };

  /** Has whoever waits for a message look again at what may end the waiting. */
  wake(): void {
    const waiter = this.waiter;
    this.waiter = undefined;
    waiter?.();
  }
}
