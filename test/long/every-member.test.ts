import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Principal } from '../../src/access/principal.js';
import { principalOfUser } from '../../src/access/user-principal.js';
import { fieldName } from '../../src/graphql/naming.js';
import type { Catalog, CatalogView } from '../../src/semantic/contract/catalog.js';
import { callers } from '../support/policy/doors.js';
import { DEMO_PASSWORD, openSmallApp, type SmallApp } from '../support/small-app.js';

// Every dimension and measure of every view is asked at every door by every role, twenty in a statement; where one fails,
// each alone, so that the failure names its member. What the policy hides or masks must be refused at every door.

const TOGETHER = 20;
const USERS = ['admin', 'executive', 'analyst', 'manager.sichuan', 'service'];

interface Ask {
  readonly view: CatalogView;
  readonly dimensions: readonly string[];
  readonly measures: readonly string[];
}
/** Resolves when the door answers; rejects with what it says otherwise. */
type Door = (ask: Ask) => Promise<unknown>;

let app: SmallApp;
let all: Catalog;
const clients: pg.Client[] = [];

beforeAll(async () => {
  app = await openSmallApp();
  all = await app.semantic.catalog({ user: 'admin', groups: ['admin'], provinces: [], accountManagers: [] });
});

afterAll(async () => {
  await Promise.all(clients.map((client) => client.end()));
  await app.close();
});

async function doorsOf(user: string): Promise<Readonly<Record<'graphql' | 'rest' | 'sql', Door>>> {
  const { graphql, rest } = callers(app);
  const client = new pg.Client({
    host: '127.0.0.1',
    port: app.sqlPort,
    database: 'tenure',
    user,
    password: DEMO_PASSWORD,
    ssl: false,
  });
  await client.connect();
  clients.push(client);
  return {
    async graphql({ view, dimensions, measures }) {
      const fields = [...dimensions.map(fieldName), ...selectionOf(view, measures)];
      const { body } = await graphql(`{ ${fieldName(view.name)}(first: 3) { rows { ${fields.join(' ')} } } }`, user);
      if (body.errors) throw new Error(JSON.stringify(body.errors[0]));
    },
    async rest({ view, dimensions, measures }) {
      const full = (names: readonly string[]) => names.map((name) => `${view.name}.${name}`);
      const { status, body } = await rest('load', user, {
        dimensions: full(dimensions),
        measures: full(measures),
        limit: 3,
      });
      if (status !== 200) throw new Error(`${status} ${body.error}`);
    },
    async sql({ view, dimensions, measures }) {
      const columns = [...dimensions, ...measures.map((name) => `MEASURE(${name}) AS ${name}`)];
      const groups = dimensions.length > 0 ? ` GROUP BY ${dimensions.map((_, at) => at + 1).join(', ')}` : '';
      await client.query(`SELECT ${columns.join(', ')} FROM ${view.name}${groups} LIMIT 3`);
    },
  };
}

/** Measures as GraphQL has them: fields of their object where they are of one. */
function selectionOf(view: CatalogView, measures: readonly string[]): string[] {
  return measures.map((name) => {
    const object = view.objects.find(({ fields }) => fields.some(({ measure }) => measure === name));
    const field = object?.fields.find(({ measure }) => measure === name);
    const items = object && view.measures.find((one) => one.name === name)?.items;
    const parts = Array.isArray(items) ? ` { ${items.map((item) => fieldName(item.name)).join(' ')} }` : '';
    return object && field ? `${fieldName(object.name)} { ${fieldName(field.name)}${parts} }` : fieldName(name) + parts;
  });
}

const chunks = <T>(list: readonly T[]): T[][] =>
  Array.from({ length: Math.ceil(list.length / TOGETHER) }, (_, at) => list.slice(at * TOGETHER, (at + 1) * TOGETHER));

/** What a door refuses of these members, one line each. */
async function refusals(door: Door, ask: Ask): Promise<string[]> {
  try {
    await door(ask);
    return [];
  } catch (error) {
    const members = ask.measures.length > 0 ? ask.measures : ask.dimensions;
    if (members.length === 1)
      return [`${ask.view.name}.${members[0]}: ${error instanceof Error ? error.message : error}`];
    const alone = ask.measures.length > 0 ? 'measures' : 'dimensions';
    const each: string[] = [];
    for (const member of members) each.push(...(await refusals(door, { ...ask, [alone]: [member] })));
    return each;
  }
}

/** Every question of a role: dimensions alone, and measures by the view's time, which some need. */
function questionsOf(view: CatalogView, door: string): Ask[] {
  // GraphQL orders members itself: columns that only hold their places are for other doors.
  const shown = view.dimensions.filter(({ masked, sorts }) => !masked && (door !== 'graphql' || sorts === undefined));
  const dimensions = shown.map(({ name }) => name);
  const measures = view.measures.filter(asksAlone);
  const time = view.timeDimension === null ? [] : [view.timeDimension];
  const ask = (by: readonly string[]) => (some: typeof measures) => ({
    view,
    dimensions: by,
    measures: some.map(({ name }) => name),
  });
  // Another view's measures are known by the dimensions in common alone: they are asked of all together.
  const drilled = measures.filter(({ name }) => isOfObject(view, name));
  return [
    ...chunks(dimensions).map((some) => ({ view, dimensions: some, measures: [] })),
    ...chunks(measures.filter((measure) => !drilled.includes(measure))).map(ask(time)),
    ...chunks(drilled).map(ask([])),
  ];
}

const isOfObject = (view: CatalogView, measure: string) =>
  view.objects.some(({ fields }) => fields.some((field) => field.measure === measure));

const asksAlone = ({ arguments: given }: CatalogView['measures'][number]) =>
  given.every((argument) => argument.default !== undefined);

async function principalOf(user: string): Promise<Principal> {
  const found = await app.users.find(user);
  if (!found) throw new Error(`no user ${user}`);
  return principalOfUser(found);
}

describe.each(USERS)('%s', (user) => {
  it('gets an answer of every member at every door', async () => {
    const catalog = await app.semantic.catalog(await principalOf(user));
    const doors = await doorsOf(user);
    const found: string[] = [];
    for (const view of catalog.views)
      for (const [name, door] of Object.entries(doors))
        for (const ask of questionsOf(view, name))
          found.push(...(await refusals(door, ask)).map((line) => `${name}: ${line}`));
    expect(found).toEqual([]);
  });

  it('is refused what the policy hides or masks, at every door', async () => {
    const catalog = await app.semantic.catalog(await principalOf(user));
    const doors = await doorsOf(user);
    const answered: string[] = [];
    for (const view of catalog.views) {
      const whole = all.views.find(({ name }) => name === view.name);
      const shown = new Set(view.dimensions.filter(({ masked }) => !masked).map(({ name }) => name));
      for (const { name: member } of whole?.dimensions.filter(({ name }) => !shown.has(name)) ?? [])
        for (const [name, door] of Object.entries(doors))
          if ((await refusals(door, { view, dimensions: [member], measures: [] })).length === 0)
            answered.push(`${name}: ${view.name}.${member}`);
    }
    expect(answered).toEqual([]);
  });
});
