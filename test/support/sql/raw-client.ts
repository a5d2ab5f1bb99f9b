import net from 'node:net';
import { FrameStream } from '../../../src/sql/session/frame-stream.js';
import type { Frame } from '../../../src/sql/wire/frames.js';
import { ScramClient } from '../../../src/sql/wire/scram-client.js';
import { SCRAM } from '../../../src/sql/wire/scram-server.js';
import { writeStartup } from '../../../src/sql/wire/startup.js';
import { frame, int32, text } from '../../../src/sql/wire/write.js';

/** A client that speaks in single messages, to send what no driver would. */
export class RawClient {
  private constructor(
    readonly socket: net.Socket,
    private readonly frames: FrameStream,
  ) {}

  static async connect(port: number, user: string, password: string, database: string): Promise<RawClient> {
    const socket = net.connect(port, '127.0.0.1');
    socket.setNoDelay(true);
    const frames = new FrameStream(socket, 1 << 30);
    const client = new RawClient(socket, frames);
    socket.write(
      writeStartup(
        new Map([
          ['user', user],
          ['database', database],
        ]),
      ),
    );
    const scram = new ScramClient(password);
    for (;;) {
      const message = await client.next();
      if (message.type === 'E') throw new Error(message.body.toString('utf8'));
      if (message.type === 'Z') return client;
      if (message.type !== 'R') continue;
      const step = message.body.readInt32BE(0);
      const data = message.body.subarray(4).toString('utf8');
      if (step === 10)
        socket.write(frame('p', text(SCRAM), int32(Buffer.byteLength(scram.first)), Buffer.from(scram.first)));
      if (step === 11) socket.write(frame('p', Buffer.from(await scram.final(data))));
    }
  }

  send(...messages: readonly Buffer[]): void {
    this.socket.write(Buffer.concat(messages));
  }

  async next(): Promise<Frame> {
    const message = await this.frames.next();
    if (!message) throw new Error('the server hung up');
    return message;
  }

  /** All messages up to this many ReadyForQuery. */
  async untilReady(times = 1): Promise<Frame[]> {
    const got: Frame[] = [];
    for (let ready = 0; ready < times; ) {
      const message = await this.next();
      got.push(message);
      if (message.type === 'Z') ready++;
    }
    return got;
  }

  /** The socket for a reader of its own; this client is not used any more. */
  takeSocket(): net.Socket {
    this.frames.release();
    return this.socket;
  }

  close(): void {
    this.socket.destroy();
  }
}
