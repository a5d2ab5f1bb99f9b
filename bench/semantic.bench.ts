// The semantic layer against the engine itself and against stock Cube REST, on 1 million customer-months with the same
// sessions. Every question is asked with another value each time, so that a plan is warm and no answer is cached.
import { mkdtempSync, rmSync } from 'node:fs';
import { Agent, createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { availableParallelism, tmpdir } from 'node:os';
import path from 'node:path';
import express from 'express';
import { pino } from 'pino';
import type { Principal } from '../src/access/principal.js';
import { PROJECT_ROOT } from '../src/config/config.js';
import { mountGraphql } from '../src/graphql/mount.js';
import { createSemantic } from '../src/semantic/create.js';
import type { SemanticQuery } from '../src/semantic/query.js';
import { migrateWarehouse } from '../src/warehouse/migrate.js';
import { openWarehouse } from '../src/warehouse/open.js';
import { openGate } from '../src/warehouse/publish/gate.js';
import { fillCustomerMonths } from './customer-months.js';
import { mediansMs } from './timing.js';

const ROWS = Number(process.env.BENCH_ROWS ?? 1_000_000);
const RUNS = 25;
const DASHBOARDS = 8;
const admin: Principal = { user: 'bench', groups: ['admin'], provinces: [], accountManagers: [] };
const dataDir = mkdtempSync(path.join(tmpdir(), 'tenure-bench-'));
const log = pino({ level: 'silent' });
const warehouse = await openWarehouse({ config: { dataDir, clickhouseUrl: undefined }, log });
await migrateWarehouse(warehouse);
await fillCustomerMonths(warehouse, ROWS, 24);
const gate = await openGate({ warehouse, log });
const semantic = await createSemantic({
  config: { modelDir: path.join(PROJECT_ROOT, 'model'), timeZone: 'Asia/Shanghai' },
  warehouse,
  store: {
    connection: { host: '127.0.0.1', port: 1, user: 'none', password: 'none', database: 'none' },
    pool: { query: () => Promise.reject(new Error('no store in this benchmark')) },
  },
  gate,
  log,
});
const app = express();
app.use((request, _response, next) => {
  request.principal = admin;
  request.id = 'bench';
  next();
});
semantic.cube.mount(app);
mountGraphql({ semantic, log, console: (_request, response) => void response.status(404).end() })(app);
const server = createServer(app).listen(0, '127.0.0.1');
await new Promise((resolve) => server.once('listening', resolve));
const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

let counter = 0;
const other = () => `nowhere ${counter++}`;
const question = (measures: string[], dimensions: string[], value: string): SemanticQuery => ({
  view: 'churn',
  measures: measures.map((name) => ({ name })),
  dimensions: dimensions.map((name) => ({ name })),
  filters: [{ member: 'city', operator: 'notEquals', values: [value] }],
});
const QUESTIONS = [
  { title: 'churn rate by province (high layer)', measures: ['churn_rate'], dimensions: ['province'] },
  {
    title: 'churn rate by city, month (high layer)',
    measures: ['churn_rate', 'churned'],
    dimensions: ['city', 'month'],
  },
  { title: 'customers by tier (light layer)', measures: ['customers', 'revenue'], dimensions: ['tier'] },
];
const agent = new Agent({ keepAlive: true });
/** One request over a kept connection; the client's own work is part of what is measured. */
const post = async (at: string, body: object) => {
  const answer = await new Promise<string>((resolve, reject) => {
    const sent = request(
      url + at,
      { method: 'POST', agent, headers: { 'content-type': 'application/json' } },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => {
          const text = Buffer.concat(chunks).toString();
          if (response.statusCode === 200) resolve(text);
          else reject(new Error(text.slice(0, 400)));
        });
      },
    );
    sent.on('error', reject);
    sent.end(JSON.stringify(body));
  });
  if (/"errors"|"error"/.test(answer.slice(0, 200))) throw new Error(answer.slice(0, 400));
};

const camel = (name: string) => name.replace(/_(.)/g, (_all, letter: string) => letter.toUpperCase());
const rows = [];
for (const { title, measures, dimensions } of QUESTIONS) {
  const { receipt } = await semantic.ask(question(measures, dimensions, other()), admin);
  const askGraphql = async (value: string) => {
    const selection = [...dimensions, ...measures].map(camel).join(' ');
    await post('/graphql', {
      query: `query($value: String!) { churn(where: {city: {notEquals: $value}}) { rows { ${selection} } } }`,
      variables: { value },
    });
  };
  const kept = other();
  // In turns, so that whatever else the machine does falls on all alike.
  const [engine = 0, asked = 0, cached = 0, graphql = 0, keptGraphql = 0, rest = 0] = await mediansMs(RUNS, [
    () => warehouse.query({ text: receipt.sql ?? '', params: { p0: other() } }),
    () => semantic.ask(question(measures, dimensions, other()), admin),
    () => semantic.ask(question(measures, dimensions, kept), admin),
    () => askGraphql(other()),
    () => askGraphql(kept),
    () =>
      post('/cubejs-api/v1/load', {
        query: {
          measures: measures.map((name) => `churn.${name}`),
          dimensions: dimensions.map((name) => `churn.${name}`),
          filters: [{ member: 'churn.city', operator: 'notEquals', values: [other()] }],
        },
      }),
  ]);
  rows.push({
    question: title,
    layer: receipt.layer,
    'engine ms': engine.toFixed(1),
    'ask ms': asked.toFixed(1),
    'cached ms': cached.toFixed(2),
    'GraphQL ms': graphql.toFixed(1),
    'GraphQL − engine ms': (graphql - engine).toFixed(1),
    'GraphQL cached ms': keptGraphql.toFixed(2),
    'Cube REST ms': rest.toFixed(1),
    'REST / GraphQL': (rest / graphql).toFixed(2),
  });
}
console.table(rows);

/** Dashboards of 12 questions of the light layer side by side, through the semantic layer and straight on the engine. */
const measures = ['customers', 'revenue', 'churned', 'joined'];
const dashboard = measures.flatMap((measure) =>
  ['tier', 'plan', 'tenure_band'].map((dimension) => ({ measure, dimension })),
);
const texts = await Promise.all(
  dashboard.map(async ({ measure, dimension }) => {
    const { receipt } = await semantic.ask(question([measure], [dimension], other()), admin);
    return receipt.sql ?? '';
  }),
);
const perSecond = async (ask: (index: number) => Promise<unknown>) => {
  const started = performance.now();
  await Promise.all(
    Array.from({ length: DASHBOARDS }, async () => {
      await Promise.all(dashboard.map((_tile, index) => ask(index)));
    }),
  );
  return (DASHBOARDS * dashboard.length * 1000) / (performance.now() - started);
};
const engineRate = await perSecond((index) => warehouse.query({ text: texts[index] ?? '', params: { p0: other() } }));
const askRate = await perSecond((index) => {
  const { measure = '', dimension = '' } = dashboard[index] ?? {};
  return semantic.ask(question([measure], [dimension], other()), { ...admin, user: `user ${counter % DASHBOARDS}` });
});
console.log(
  `${DASHBOARDS} dashboards × ${dashboard.length} questions on ${availableParallelism()} cores: engine ${engineRate.toFixed(1)}/s, ` +
    `semantic layer ${askRate.toFixed(1)}/s, ${((100 * askRate) / engineRate).toFixed(0)}% of it`,
);

agent.destroy();
server.close();
await semantic.close();
await warehouse.close();
rmSync(dataDir, { recursive: true, force: true });
process.exit(0);
