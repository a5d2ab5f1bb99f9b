import http from 'node:http';
import type { AddressInfo } from 'node:net';

export interface RecordingProxy {
  /** The target's address with the proxy's port. */
  readonly url: string;
  /** Statements and multipart bodies that went through, in their order; of what was sent behind a statement the beginning. */
  readonly statements: readonly string[];
  close(): Promise<void>;
}

const KEPT = 4000;

/** Stands in front of a ClickHouse server and keeps what it is asked. */
export async function recordingProxy(target: string): Promise<RecordingProxy> {
  const statements: string[] = [];
  const { hostname, port } = new URL(target);
  const server = http.createServer((request, response) => {
    let text = `${request.url ?? ''}\n`;
    const onward = http.request(
      { hostname, port, method: request.method, path: request.url, headers: request.headers },
      (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      },
    );
    onward.on('error', () => response.destroy());
    response.on('close', () => onward.destroy());
    request.on('data', (part: Buffer) => {
      if (text.length < KEPT) text += part.toString('utf8', 0, KEPT);
    });
    request.on('end', () => statements.push(text));
    request.pipe(onward);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = new URL(target);
  url.port = String((server.address() as AddressInfo).port);
  return {
    url: url.href.replace(/\/$/, ''),
    statements,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
