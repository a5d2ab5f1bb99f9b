import pg from 'pg';
import { CATALOGUE_LOCALE } from '../../../src/sql/catalogue/template.js';
import { BASE, DIMENSIONS } from '../../contract/sql/reference.js';
import type { TestDoor } from './test-door.js';

/** Columns of the base table beside the names of the view's dimensions. */
const COLUMNS = {
  ...DIMENSIONS,
  customer_id: 'customer_id',
  month: 'month',
  household_size: "if(mapContains(number_attributes, 'household_size'), number_attributes['household_size'], NULL)",
  paperless: "if(mapContains(flag_attributes, 'paperless'), flag_attributes['paperless'], NULL)",
  active: 'active',
  churned: 'churned',
  joined: 'joined',
  revenue: 'revenue',
  monthly_charges: 'monthly_charges',
} as const;

const TYPES: Readonly<Partial<Record<keyof typeof COLUMNS, string>>> = {
  month: 'date',
  household_size: 'float8',
  paperless: 'bool',
  active: 'bigint',
  churned: 'bigint',
  joined: 'bigint',
  revenue: 'numeric',
  monthly_charges: 'numeric',
};

/** What the measures of the view mean, over the plain table. */
export const PLAIN_MEASURES = {
  churned: 'sum(churned)',
  joined: 'sum(joined)',
  customer_months: 'sum(active)',
  revenue: 'sum(revenue)',
  monthly_charges: 'sum(monthly_charges)',
  customers: 'count(distinct case when active = 1 then customer_id end)',
  churn_rate: 'sum(churned)::float8 / nullif(sum(active), 0)',
  arpu: 'sum(revenue)::float8 / nullif(sum(active), 0)',
} as const;

/**
 * The rows behind the view churn in a plain table of an ordinary Postgres database, so that a statement can be asked of it in
 * Postgres's own words: nothing there goes through the door, the semantic layer or Cube.
 */
export async function openPlainTables({ small, postgres }: TestDoor): Promise<pg.Client> {
  const owner = new pg.Client(postgres.connection);
  await owner.connect();
  await owner.query(`create database plain ${CATALOGUE_LOCALE}`);
  await owner.end();
  const client = new pg.Client({ ...postgres.connection, database: 'plain' });
  await client.connect();
  const names = Object.keys(COLUMNS) as (keyof typeof COLUMNS)[];
  const typed = names.map((name) => `${name} ${TYPES[name] ?? 'text'}`);
  await client.query(`create table churn (${typed.join(', ')})`);
  const selected = names.map((name) => `toString(${COLUMNS[name]})`).join(', ');
  const { rows } = await small.warehouse.query({ text: `SELECT ${selected} FROM ${BASE}` });
  const arrays = names.map((_, at) => rows.map((row) => row[at] ?? null));
  const unnested = names.map((_, at) => `$${at + 1}::text[]`).join(', ');
  const cast = names.map((name) => `${name}::${TYPES[name] ?? 'text'}`).join(', ');
  await client.query(`insert into churn select ${cast} from unnest(${unnested}) as rows(${names.join(', ')})`, arrays);
  return client;
}
