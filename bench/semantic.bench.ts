// The semantic layer against the engine itself and by GraphQL and by Cube REST, on 1 million customer-months with the same
// sessions. Every question is asked with another value each time, so that a plan is warm and no answer is cached.
import { availableParallelism } from 'node:os';
import type { SemanticQuery } from '../src/semantic/contract/query.js';
import { fillCustomerMonths } from './customer-months.js';
import { admin, openSemanticServer } from './semantic-server.js';
import { median, mediansMs } from './timing.js';

const ROWS = Number(process.env.BENCH_ROWS ?? 1_000_000);
const RUNS = 25;
const WARM_UP = 300;
const DASHBOARDS = 8;
const server = await openSemanticServer((warehouse) => fillCustomerMonths(warehouse, ROWS, 24));
const { warehouse, semantic, post, servedMs } = server;

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
  // What a server is after its first hundreds of questions: its code compiled by use.
  for (let run = 0; run < WARM_UP; run++) await askGraphql(run % 3 === 0 ? other() : kept);
  const keptServed: number[] = [];
  // In turns, so that whatever else the machine does falls on all alike.
  const [engine = 0, asked = 0, cached = 0, graphql = 0, , rest = 0] = await mediansMs(RUNS, [
    () => warehouse.query({ text: receipt.sql ?? '', params: { p0: other() } }),
    () => semantic.ask(question(measures, dimensions, other()), admin),
    () => semantic.ask(question(measures, dimensions, kept), admin),
    () => askGraphql(other()),
    async () => {
      await askGraphql(kept);
      keptServed.push(servedMs());
    },
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
    'at most': Math.max(1.3 * engine, engine + 5).toFixed(1),
    'GraphQL cached, server ms': median(keptServed.slice(2)).toFixed(2),
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

/** A number that was not asked before: with a plan that waits for it, and as it would be with a plan of its own. */
const above = (value: number | string): SemanticQuery => ({
  view: 'churn',
  measures: [{ name: 'churn_rate' }],
  dimensions: [{ name: 'province' }],
  filters: [{ member: 'customer_months', operator: 'gt', values: [value] }],
});
const [warm = 0, fresh = 0] = await mediansMs(RUNS, [
  () => semantic.ask(above(counter++), admin),
  // The time zone is part of a plan, and moves no months.
  () => semantic.ask({ ...above(counter++), timeZone: `Etc/GMT+${counter % 12}`, limit: 1000 + counter }, admin),
]);
console.log(`another number in a filter: ${warm.toFixed(1)} ms, with a plan to be made ${fresh.toFixed(1)} ms`);

await server.close();
process.exit(0);
