import type { AddressInfo } from 'node:net';
import express from 'express';
import { pino } from 'pino';
import type { Principal } from '../../src/access/principal.js';
import { graphqlDoor } from '../../src/graphql/door.js';
import { openDoor } from '../../src/http/open-door.js';
import { restDoor } from '../../src/rest/door.js';
import type { Semantic } from '../../src/semantic/create.js';

// biome-ignore lint/suspicious/noExplicitAny: answers are read by tests that say what they expect of them
type Answer = Promise<{ readonly status: number; readonly body: any }>;

/** GraphQL and Cube REST over a semantic service, for somebody who is signed in. */
export async function httpOver(semantic: Semantic, principal: Principal) {
  const app = express();
  app.use((request, _response, next) => {
    request.principal = principal;
    request.id = 'test';
    next();
  });
  openDoor(app, restDoor({ semantic, log: pino({ level: 'silent' }) }));
  const console = (_request: unknown, response: express.Response) => void response.status(404).end();
  openDoor(app, graphqlDoor({ semantic, log: pino({ level: 'silent' }), console }));
  const server = app.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const post = async (path: string, body: object): Answer => {
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(url + path, { method: 'POST', headers, body: JSON.stringify(body) });
    return { status: response.status, body: await response.json() };
  };
  return {
    rest: (query: object) => post('/cubejs-api/v1/load', { query }),
    graphql: (query: string) => post('/graphql', { query }),
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}
