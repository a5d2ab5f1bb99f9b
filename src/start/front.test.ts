import { Agent, request } from 'node:http';
import { afterEach, expect, it } from 'vitest';
import { Closing } from '../process/closing.js';
import { openFront } from './front.js';

const agents: Agent[] = [];
let closing = new Closing();
afterEach(async () => {
  for (const agent of agents.splice(0)) agent.destroy();
  await closing.close();
  closing = new Closing();
});

interface Answer {
  readonly status: number | undefined;
  readonly connection: string | undefined;
  readonly retryAfter: string | undefined;
  readonly body: string;
}

function ask(port: number, path = '/', agent = new Agent({ keepAlive: true })): Promise<Answer> {
  agents.push(agent);
  return new Promise((resolve, reject) => {
    request({ host: '127.0.0.1', port, path, agent }, (response) => {
      let body = '';
      response.on('data', (part) => (body += part));
      response.on('error', reject);
      response.on('end', () =>
        resolve({
          status: response.statusCode,
          connection: response.headers.connection,
          retryAfter: response.headers['retry-after'],
          body,
        }),
      );
    })
      .on('error', reject)
      .end();
  });
}

const parts = (answer: Answer) => [answer.status, answer.connection, answer.retryAfter !== undefined];

it('answers what is in work before it stops, and tells whoever comes then to come again', async () => {
  const front = await openFront({ host: '127.0.0.1', port: 0 }, closing);
  expect((await ask(front.port, '/readyz')).status).toBe(503);
  let begun = 0;
  let finish: () => void = () => undefined;
  const finished = new Promise<void>((resolve) => {
    finish = resolve;
  });
  front.serve((_request, response) => {
    begun++;
    void finished.then(() => response.end('the answer'));
  });
  const asked = Array.from({ length: 40 }, () => ask(front.port));
  await expect.poll(() => begun).toBe(40);
  let drained = false;
  const draining = front.drain(60_000).then(() => {
    drained = true;
  });
  expect(parts(await ask(front.port))).toEqual([503, 'close', true]);
  expect(parts(await ask(front.port, '/healthz'))).toEqual([200, 'close', true]);
  expect(drained).toBe(false);
  finish();
  for (const answer of await Promise.all(asked))
    expect(answer).toMatchObject({ status: 200, connection: 'close', body: 'the answer' });
  await draining;
});

it('stops without an answer that takes too long', async () => {
  const front = await openFront({ host: '127.0.0.1', port: 0 }, closing);
  let begun = false;
  front.serve(() => {
    begun = true;
  });
  const cut = expect(ask(front.port)).rejects.toThrow();
  await expect.poll(() => begun).toBe(true);
  await front.drain(1);
  await closing.close();
  await cut;
});

it('says how far a long start is until it serves', async () => {
  const front = await openFront({ host: '127.0.0.1', port: 0 }, closing);
  const told = async () => JSON.parse((await ask(front.port, '/readyz')).body);
  expect(await told()).toEqual({ ready: false, parts: { server: 'starting' } });
  for (const percent of [0, 50]) {
    front.starting('warehouse', { percent, label: 'a file' });
    expect(await told()).toEqual({
      ready: false,
      parts: { server: 'starting' },
      progress: { warehouse: { percent, label: 'a file' } },
    });
  }
  front.starting('warehouse', undefined);
  expect(await told()).toEqual({ ready: false, parts: { server: 'starting' } });
});
