import { mkdtempSync, rmSync } from 'node:fs';
import { Agent, createServer, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import express from 'express';
import { pino } from 'pino';
import type { Principal } from '../src/access/principal.js';
import { PROJECT_ROOT } from '../src/config/config.js';
import { graphqlDoor } from '../src/graphql/door.js';
import { openDoor } from '../src/http/open-door.js';
import { restDoor } from '../src/rest/door.js';
import { createSemantic } from '../src/semantic/create.js';
import { migrateWarehouse } from '../src/warehouse/migrate.js';
import { openWarehouse } from '../src/warehouse/open.js';
import { openGate } from '../src/warehouse/publish/gate.js';
import type { Warehouse } from '../src/warehouse/warehouse.js';

export const admin: Principal = { user: 'bench', groups: ['admin'], provinces: [], accountManagers: [] };

/**
 * The semantic layer with GraphQL and Cube REST over HTTP, signed in as an administrator, on an embedded engine that `fill` has
 * filled. Sign-in, which is the same for all, is left out of what is measured.
 */
export async function openSemanticServer(fill: (warehouse: Warehouse) => Promise<void>) {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'tenure-bench-'));
  const log = pino({ level: 'silent' });
  const warehouse = await openWarehouse({ config: { dataDir, clickhouseUrl: undefined }, log });
  await migrateWarehouse(warehouse);
  await fill(warehouse);
  const gate = await openGate({ warehouse, log });
  const semantic = await createSemantic({
    config: { modelDir: path.join(PROJECT_ROOT, 'model'), timeZone: 'Asia/Shanghai' },
    warehouse,
    store: {
      pool: { query: () => Promise.reject(new Error('no store in this benchmark')) },
    },
    gate,
    log,
  });
  const app = express();
  app.set('etag', false);
  app.use((request, _response, next) => {
    request.principal = admin;
    request.id = 'bench';
    next();
  });
  openDoor(app, restDoor({ semantic, log }));
  openDoor(app, graphqlDoor({ semantic, log, console: (_request, response) => void response.status(404).end() }));
  let served = 0;
  const timed = (response: ServerResponse) => {
    const started = performance.now();
    response.once('finish', () => {
      served = performance.now() - started;
    });
  };
  const server = createServer((request, response) => {
    timed(response);
    app(request, response);
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  const agent = new Agent({ keepAlive: true });

  return {
    warehouse,
    semantic,
    /** One request over a kept connection; the client's own work is part of what is measured. */
    async post(at: string, body: object): Promise<string> {
      const answer = await new Promise<string>((resolve, reject) => {
        const headers = { 'content-type': 'application/json' };
        const sent = request({ host: '127.0.0.1', port, path: at, method: 'POST', agent, headers }, (response) => {
          const chunks: Buffer[] = [];
          response.on('data', (chunk: Buffer) => chunks.push(chunk));
          response.on('end', () => {
            const text = Buffer.concat(chunks).toString();
            if (response.statusCode === 200) resolve(text);
            else reject(new Error(text.slice(0, 400)));
          });
        });
        sent.on('error', reject);
        sent.end(JSON.stringify(body));
      });
      if (/"errors"|"error"/.test(answer.slice(0, 200))) throw new Error(answer.slice(0, 400));
      return answer;
    },
    /** Milliseconds that the server spent on the latest request: from its head being read to the whole answer being written. */
    servedMs: () => served,
    async close(): Promise<void> {
      agent.destroy();
      server.close();
      await semantic.close();
      await warehouse.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
