import net from 'node:net';
import { TenureError } from '../../errors/errors.js';
import type { PostgresConnection } from '../../store/store.js';
import { readErrorFields } from '../wire/backend.js';
import { BodyReader } from '../wire/body-reader.js';
import { ScramClient } from '../wire/scram-client.js';
import { SCRAM } from '../wire/scram-server.js';
import { writeCancel, writeStartup } from '../wire/startup.js';
import { frame, int32, text } from '../wire/write.js';
import { FrameStream } from './frame-stream.js';

export interface BackendConnection {
  readonly socket: net.Socket;
  /** Bytes that came after ReadyForQuery. */
  readonly rest: Buffer;
  readonly parameters: ReadonlyMap<string, string>;
  readonly processId: number;
  /** Asks the backend to stop what it is doing. */
  cancel(): void;
}

/** The backend answered the start-up with an error, such as 3D000 for a database that is gone. */
export class BackendRefusal extends Error {
  constructor(readonly fields: ReadonlyMap<string, string>) {
    super(fields.get('M') ?? 'the backend refused the connection');
  }
}

const MAX_BACKEND_FRAME = 0x3fff_ffff;

/** Signs in to the real Postgres as the BI role. */
export async function connectBackend(
  target: PostgresConnection,
  settings: ReadonlyMap<string, string>,
): Promise<BackendConnection> {
  const socket = dial(target);
  socket.setNoDelay(true);
  const frames = new FrameStream(socket, MAX_BACKEND_FRAME);
  const parameters = new Map<string, string>();
  let processId = 0;
  let secret = 0;
  let scram: ScramClient | undefined;
  try {
    socket.write(writeStartup(new Map([...settings, ['user', target.user], ['database', target.database]])));
    for (;;) {
      const message = await frames.next();
      if (!message) throw new TenureError('NOT_READY', 'The catalogue database is not reachable.');
      const body = new BodyReader(message.body);
      if (message.type === 'E') throw new BackendRefusal(readErrorFields(message.body));
      if (message.type === 'Z') break;
      if (message.type === 'S') parameters.set(body.text(), body.text());
      if (message.type === 'K') {
        processId = body.int32();
        secret = body.int32();
      }
      if (message.type !== 'R') continue;
      const step = body.int32();
      if (step === 10) {
        scram = new ScramClient(target.password);
        socket.write(frame('p', text(SCRAM), int32(Buffer.byteLength(scram.first)), Buffer.from(scram.first)));
      } else if (step === 11 && scram) {
        socket.write(frame('p', Buffer.from(await scram.final(body.rest().toString()))));
      } else if (step === 12 && scram) {
        scram.check(body.rest().toString());
      } else if (step !== 0) {
        throw new TenureError('NOT_READY', 'The Postgres behind the SQL port must use scram-sha-256.');
      }
    }
  } catch (error) {
    socket.destroy();
    throw error;
  }
  return {
    socket,
    rest: frames.release(),
    parameters,
    processId,
    cancel() {
      const line = dial(target);
      line.on('error', () => undefined);
      line.end(writeCancel(processId, secret));
    },
  };
}

function dial({ host, port }: PostgresConnection): net.Socket {
  return host.startsWith('/') ? net.connect(`${host}/.s.PGSQL.${port}`) : net.connect(port, host);
}
