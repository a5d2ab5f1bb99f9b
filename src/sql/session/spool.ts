import { randomUUID } from 'node:crypto';
import { type FileHandle, mkdir, open, rm, unlink } from 'node:fs/promises';
import path from 'node:path';
import { TenureError } from '../../errors/errors.js';
import type { Cell } from '../../semantic/contract/answer.js';
import type { TextTaken } from '../../semantic/contract/answer-sink.js';
import type { RowSink } from '../query/row-sink.js';

const NEWLINE = 0x0a;
/** Read from the file at once. */
const CHUNK_BYTES = 1 << 18;
const DISK_BYTES = 8 * 2 ** 30;

/** Where answers wait that clients fetch by portions: a directory of the data directory, with a limit for all of them. */
export class SpoolSpace {
  private used = 0;

  constructor(
    private readonly directory: string,
    private readonly limitBytes = DISK_BYTES,
  ) {}

  /** Removes what a process that was killed may have left. */
  async clean(): Promise<void> {
    await rm(this.directory, { recursive: true, force: true });
    await mkdir(this.directory, { recursive: true, mode: 0o700 });
  }

  /** A file without a name: it is gone with its handle, however the process ends. */
  async file(): Promise<FileHandle> {
    const name = path.join(this.directory, randomUUID());
    const handle = await open(name, 'wx+', 0o600);
    await unlink(name);
    return handle;
  }

  /** Throws TOO_LARGE when the disk space for waiting answers is used up. */
  take(bytes: number): void {
    if (this.used + bytes > this.limitBytes)
      throw new TenureError('TOO_LARGE', 'The answers that wait to be fetched take all the disk space they may have.', {
        hint: 'Filter more, or fetch the other answers to their ends first.',
      });
    this.used += bytes;
  }

  giveBack(bytes: number): void {
    this.used -= bytes;
  }
}

/**
 * The rows of one answer, fetched by portions. The engine writes them here as fast as it can and is free again; what it gives
 * as text lies in a file, what it gives as values (small answers) in memory.
 */
export class Spool {
  private readonly filling = new AbortController();
  private readonly values: (readonly Cell[])[] = [];
  private nextValue = 0;
  private file: FileHandle | undefined;
  private reserved = 0;
  private written = 0;
  private read = 0;
  private chunk = Buffer.alloc(0);
  private state: 'filling' | 'full' | 'failed' | 'closed' = 'filling';
  private failure: unknown;
  private wake: () => void = () => undefined;

  constructor(
    private readonly space: SpoolSpace,
    fill: (sink: RowSink, signal: AbortSignal) => Promise<void>,
  ) {
    fill(this.sink(), this.filling.signal).then(
      () => this.end('full'),
      (error: unknown) => {
        this.failure = error;
        this.end('failed');
      },
    );
  }

  /** Resolves when there is a row, or when it is known that there is none. */
  async begun(signal: AbortSignal): Promise<void> {
    while (this.state === 'filling' && !this.hasRows) await this.change(signal);
    if (this.state === 'failed') throw this.failure;
  }

  /** Gives the next rows to the sink; fewer than asked only at the end. Returns how many. Throws what filling threw. */
  async take(atMost: number, sink: RowSink, signal: AbortSignal): Promise<number> {
    let taken = 0;
    while (taken < atMost) {
      signal.throwIfAborted();
      if (this.state === 'failed') throw this.failure;
      if (this.nextValue < this.values.length) {
        const rows = this.values.slice(this.nextValue, this.nextValue + atMost - taken);
        this.nextValue += rows.length;
        taken += rows.length;
        await sink.rows(rows);
      } else if (this.read < this.written) {
        const { rows, bytes } = await sink.text(await this.wholeRows(), atMost - taken);
        this.read += bytes;
        taken += rows;
      } else if (this.state === 'filling') await this.change(signal);
      else break;
    }
    return taken;
  }

  /** Stops the question, if it still runs, and frees the space. */
  close(): void {
    if (this.state === 'closed') return;
    const running = this.state === 'filling';
    this.state = 'closed';
    this.filling.abort(new TenureError('CANCELLED', 'The answer is not fetched any more.'));
    if (!running) this.free();
  }

  private get hasRows(): boolean {
    return this.nextValue < this.values.length || this.read < this.written;
  }

  private end(state: 'full' | 'failed'): void {
    if (this.state === 'closed') this.free();
    else this.state = state;
    this.wake();
  }

  private free(): void {
    this.space.giveBack(this.reserved);
    this.reserved = 0;
    this.values.length = 0;
    void this.file?.close();
    this.file = undefined;
  }

  private sink(): RowSink {
    return {
      rows: (rows) => {
        for (const row of rows) this.values.push(row);
        this.wake();
      },
      text: async (batch, atMost) => {
        const taken = firstRows(batch, atMost);
        this.space.take(taken.bytes);
        this.reserved += taken.bytes;
        this.file ??= await this.space.file();
        await this.file.write(batch, 0, taken.bytes, this.written);
        this.written += taken.bytes;
        this.wake();
        return taken;
      },
    };
  }

  /** Rows from the place where reading stopped, at least one. */
  private async wholeRows(): Promise<Buffer> {
    for (let size = CHUNK_BYTES; ; size *= 2) {
      const wanted = Math.min(size, this.written - this.read);
      if (this.chunk.length < wanted) this.chunk = Buffer.allocUnsafe(wanted);
      const { bytesRead = 0 } = (await this.file?.read(this.chunk, 0, wanted, this.read)) ?? {};
      const end = this.chunk.lastIndexOf(NEWLINE, bytesRead - 1) + 1;
      if (bytesRead > 0 && end > 0) return this.chunk.subarray(0, end);
      if (bytesRead < size) throw new TenureError('INTERNAL', 'Rows that were put aside are gone.');
    }
  }

  private async change(signal: AbortSignal): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      const stop = () => reject(signal.reason);
      signal.addEventListener('abort', stop, { once: true });
      this.wake = () => {
        signal.removeEventListener('abort', stop);
        resolve();
      };
    });
  }
}

/** How many of these whole rows there are, at most so many, and how long they are. */
export function firstRows(batch: Buffer, atMost: number): TextTaken {
  let rows = 0;
  let bytes = 0;
  while (rows < atMost && bytes < batch.length) {
    const end = batch.indexOf(NEWLINE, bytes);
    bytes = end < 0 ? batch.length : end + 1;
    rows++;
  }
  return { rows, bytes };
}
