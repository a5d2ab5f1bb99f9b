import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openWarehouse } from '../open.js';
import { sql } from '../sql.js';
import type { Warehouse } from '../warehouse.js';

interface Came {
  readonly address: string;
  readonly type: string;
  readonly body: string;
}

/** The status of every answer, which has no text, as those of a proxy. */
let status = 200;
const came: Came[] = [];
const server = createServer(async (request, response) => {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  const type = request.headers['content-type'] ?? '';
  came.push({ address: request.url ?? '', type, body: Buffer.concat(parts).toString('utf8') });
  response.writeHead(status).end();
});
let warehouse: Warehouse;
let url = '';
const log = pino({ level: 'silent' });

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://tenure:secret@127.0.0.1:${(server.address() as AddressInfo).port}`;
  warehouse = await openWarehouse({ config: { dataDir: '/nowhere', clickhouseUrl: url }, log });
});
afterAll(async () => {
  await warehouse?.close();
  server.closeAllConnections();
  server.close();
});

const many = Array.from({ length: 3000 }, (_, n) => `客户 ${n}\r\n--x`);

it('sends long parameters in the statement, and short ones in the address', async () => {
  await warehouse.command(sql`INSERT INTO t SELECT arrayJoin(${many})`);
  const long = came.at(-1);
  expect(long?.address.length).toBeLessThan(1000);
  expect(long?.body).toMatch(/^INSERT INTO t SELECT arrayJoin\(CAST\('\[\\'客户 0\\\\r\\\\n--x\\',/);
  expect(long?.body).toMatch(/\]', 'Array\(String\)'\)\)$/);
  await warehouse.command(sql`INSERT INTO t SELECT ${'short'}`);
  expect(came.at(-1)?.address).toContain('param_p0=short');
});

it('names the HTTP status of a refusal without a text', async () => {
  for (const [code, kind] of [
    [414, 'ENGINE'],
    [503, 'NOT_READY'],
  ] as const) {
    status = code;
    const told = expect.objectContaining({ kind, message: expect.stringContaining(`HTTP ${code}`) });
    await expect(warehouse.command(sql`SELECT ${'short'}`)).rejects.toEqual(told);
    await expect(warehouse.command(sql`SELECT ${many}`)).rejects.toEqual(told);
    await expect(warehouse.query(sql`SELECT 1`, { lane: 'batch' })).rejects.toEqual(told);
    await expect(warehouse.stream(sql`SELECT 1`, { lane: 'batch' })).rejects.toEqual(told);
    await expect(openWarehouse({ config: { dataDir: '/nowhere', clickhouseUrl: url }, log })).rejects.toMatchObject({
      kind: 'CONFIG',
      message: expect.stringContaining(`HTTP ${code}`),
    });
  }
  status = 200;
});
