import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { TenureError } from '../../errors/errors.js';
import { type FieldDescription, readDataRow, readRowDescription } from '../wire/backend.js';
import { BodyReader } from '../wire/body-reader.js';
import type { Frame } from '../wire/frames.js';
import { FrameReader } from '../wire/frames.js';
import { type BindMessage, FLUSH, writeBind, writeExecute, writeParse, writeTarget } from '../wire/frontend.js';
import { frame } from '../wire/write.js';
import type { BackendConnection } from './backend-connection.js';
import { type Expected, type Outcome, ReplyQueue } from './replies.js';
import { ReplyLimits } from './reply-limits.js';

/** The client has been told of an error by the backend already; whatever was under way ends quietly. */
export class BackendFailed extends Error {
  override readonly name = 'BackendFailed';
}

/** Statement, portal and parameter values of a question that is run beside the client's own, in its transaction. */
export interface InternalStatement {
  readonly sql: string;
  readonly parameterTypes: readonly number[];
  readonly parameterFormats: readonly number[];
  readonly parameters: readonly (Buffer | null)[];
}

const INTERNAL = 'tenure.internal';

/** One message of the backend at most, such as a row; what it says of all rows of a statement of ours as well. */
const MAX_MESSAGE_BYTES = 64 << 20;
const TERMINATE = frame('X');
/** What a backend gets to say goodbye, in milliseconds. */
const GOODBYE_MS = 10_000;

/** One session's line to the real Postgres: sends messages and says what becomes of their replies. */
export class BackendLink {
  private readonly replies: ReplyQueue;
  private readonly reader = new FrameReader(MAX_MESSAGE_BYTES, () => this.tooLarge());
  private readonly limits: ReplyLimits;
  private outgoing: Buffer[] = [];
  private readonly settings: Map<string, string>;
  private transaction = 'I';
  /** Called at each ReadyForQuery. */
  onReady: () => void = () => undefined;
  /** Called once when the backend has gone. */
  onClose: () => void = () => undefined;

  private closed: Promise<boolean> | undefined;

  constructor(
    private readonly backend: Pick<BackendConnection, 'socket' | 'rest' | 'parameters' | 'cancel'>,
    private readonly client: Duplex,
  ) {
    const { socket, rest, parameters } = backend;
    this.settings = new Map(parameters);
    this.limits = new ReplyLimits(() => backend.cancel());
    this.reader.push(rest);
    this.replies = new ReplyQueue((frame) => this.toClient(frame));
    socket.on('data', (chunk: Buffer) => this.onData(chunk));
    socket.on('close', () => {
      this.replies.abandon();
      this.onClose();
    });
    socket.on('error', () => undefined);
    client.on('drain', () => socket.resume());
    socket.resume();
  }

  private get socket(): Socket {
    return this.backend.socket;
  }

  /** Nothing is under way, and no transaction is open. */
  get idle(): boolean {
    return this.transaction === 'I' && this.replies.empty;
  }

  get failed(): boolean {
    return this.replies.failed;
  }

  readonly toClient = (frame: Frame): void => {
    this.outgoing.push(frame.raw);
  };

  /** Replies go to the client, errors too. */
  readonly pass = { onFrame: this.toClient, onError: this.toClient } as const;
  /** Only errors go to the client. */
  readonly swallow = { onError: this.toClient } as const;

  send(message: Buffer, expected?: Expected): void {
    if (expected) this.replies.expect(expected);
    if (!this.replies.failed || expected?.request === 'sync') this.socket.write(message);
  }

  /** Waits until the replies to everything sent so far have come. */
  async settle(): Promise<void> {
    if (this.replies.empty) return;
    // Close of a name that is never used always succeeds, so its reply marks the place.
    await this.roundTrip(writeTarget('C', { kind: 'portal', name: INTERNAL }), { request: 'close' });
  }

  /** Sends a message and Flush, and waits for its reply. Throws BackendFailed when an error came before or instead. */
  async roundTrip(message: Buffer, expected: Expected): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.send(message, {
        ...expected,
        onEnd: (outcome: Outcome) => (outcome.kind === 'done' ? resolve() : reject(new BackendFailed())),
      });
      this.send(FLUSH);
    });
  }

  /** The columns of a portal; none when it returns no rows. All earlier replies have come when this is known. */
  async fieldsOf(portal: string): Promise<readonly FieldDescription[]> {
    let fields: readonly FieldDescription[] = [];
    await this.roundTrip(writeTarget('D', { kind: 'portal', name: portal }), {
      request: 'describe',
      onError: this.toClient,
      onFrame: ({ type, body }) => {
        if (type === 'T') fields = readRowDescription(body);
      },
    });
    return fields;
  }

  /** The columns that a statement of our own would give. */
  async fieldsOfStatement(sql: string): Promise<readonly FieldDescription[]> {
    this.send(writeTarget('C', { kind: 'statement', name: INTERNAL }), { request: 'close' });
    this.open(INTERNAL, INTERNAL, { sql, parameterTypes: [], parameterFormats: [], parameters: [] }, []);
    const fields = await this.fieldsOf(INTERNAL);
    this.send(writeTarget('C', { kind: 'portal', name: INTERNAL }), { request: 'close' });
    return fields;
  }

  /** Sends rows of our own, and waits until the client takes them: the buffer is free again then. */
  async writeRows(rows: Buffer): Promise<void> {
    this.flush();
    if (rows.length === 0) return;
    if (this.client.destroyed) throw clientGone();
    // A stream inside the process hands the buffer itself to its reader, who may keep it.
    const bytes = this.client instanceof Socket ? rows : Buffer.from(rows);
    await new Promise<void>((resolve, reject) => {
      const gone = () => reject(clientGone());
      this.client.once('close', gone);
      this.client.write(bytes, (error) => {
        this.client.off('close', gone);
        if (error) gone();
        else resolve();
      });
    });
  }

  /** A setting that the backend reports, as it is now. */
  status(name: string): string | undefined {
    return this.settings.get(name);
  }

  /** Runs a statement of our own inside the client's transaction; its rows as text. Errors go to the client. */
  async rowsOf(statement: InternalStatement): Promise<readonly (readonly (string | null)[])[]> {
    const rows: (readonly (string | null)[])[] = [];
    let bytes = 0;
    // One that failed is still there: what would have closed it was skipped.
    this.send(writeTarget('C', { kind: 'statement', name: INTERNAL }), { request: 'close' });
    this.open(INTERNAL, INTERNAL, statement, []);
    this.send(writeExecute({ portal: INTERNAL, maxRows: 0 }), {
      request: 'execute',
      onError: this.toClient,
      onFrame: ({ type, body }) => {
        bytes += body.length;
        if (bytes > MAX_MESSAGE_BYTES) this.tooLarge();
        else if (type === 'D') rows.push(readDataRow(body).map((value) => value?.toString('utf8') ?? null));
      },
    });
    this.send(writeTarget('C', { kind: 'portal', name: INTERNAL }), { request: 'close' });
    await this.roundTrip(writeTarget('C', { kind: 'statement', name: INTERNAL }), { request: 'close' });
    return rows;
  }

  /** Parse and Bind of a statement of our own. */
  open(name: string, portal: string, statement: InternalStatement, resultFormats: BindMessage['resultFormats']): void {
    const { sql, parameterTypes, parameterFormats, parameters } = statement;
    const onError = (frame: Frame) => this.toClient(frame);
    this.send(writeParse({ statement: name, sql, parameterTypes }), { request: 'parse', onError });
    this.send(writeBind({ portal, statement: name, parameterFormats, parameters, resultFormats }), {
      request: 'bind',
      onError,
    });
  }

  /** Makes the backend treat the statement under way as failed, after we told the client why. */
  poison(): void {
    const nowhere = { statement: 'tenure.poison', portal: INTERNAL };
    this.send(writeBind({ ...nowhere, parameterFormats: [], parameters: [], resultFormats: [] }), { request: 'bind' });
    this.send(FLUSH);
  }

  /** Writes what has gathered for the client in one go. */
  flush(): void {
    if (this.outgoing.length === 0) return;
    const batch = this.outgoing;
    this.outgoing = [];
    if (this.client.destroyed) return;
    const whole = batch.length === 1 && batch[0] ? batch[0] : Buffer.concat(batch);
    if (!this.client.write(whole)) this.socket.pause();
  }

  /** Stops what the backend is doing; the client is told this instead of that it was cancelled. */
  stop(error: TenureError): void {
    if (this.replies.empty) return;
    this.limits.stopped = error;
    this.backend.cancel();
  }

  /**
   * Ends the backend, whatever it is doing. Resolves with whether it said goodbye: then nothing is left of the session's
   * temporary tables.
   */
  close(): Promise<boolean> {
    this.closed ??= this.sayGoodbye();
    return this.closed;
  }

  private sayGoodbye(): Promise<boolean> {
    const { socket } = this;
    if (socket.destroyed) return Promise.resolve(false);
    if (!this.replies.empty) this.backend.cancel();
    socket.removeAllListeners('data');
    socket.resume();
    socket.end(TERMINATE);
    return new Promise((resolve) => {
      const late = setTimeout(() => socket.destroy(), GOODBYE_MS);
      socket.once('close', () => {
        clearTimeout(late);
        resolve(socket.readableEnded);
      });
    });
  }

  private tooLarge(): void {
    this.limits.drowned ??= new TenureError('TOO_LARGE', `One row may have ${MAX_MESSAGE_BYTES >> 20} MB at most.`, {
      hint: 'Select less in a row, or aggregate less into one value.',
    });
  }

  private onData(chunk: Buffer): void {
    this.reader.push(chunk);
    for (let came = this.reader.next(); came; came = this.reader.next()) {
      const frame = this.limits.pass(came);
      if (!frame) continue;
      if (frame.type === 'S') this.noteSetting(frame);
      this.replies.receive(frame);
      if (frame.type === 'Z') {
        this.transaction = String.fromCharCode(frame.body[0] ?? 0);
        this.onReady();
      }
    }
    this.flush();
  }

  private noteSetting({ body }: Frame): void {
    const reader = new BodyReader(body);
    this.settings.set(reader.text(), reader.text());
  }
}

function clientGone(): TenureError {
  return new TenureError('CANCELLED', 'The client has gone.');
}
