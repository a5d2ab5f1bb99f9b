import { printSchema, validateSchema } from 'graphql';
import { expect, it } from 'vitest';
import type { Catalog, CatalogDimension, CatalogMeasure, CatalogView } from '../../semantic/contract/catalog.js';
import { buildSchemas } from './schema.js';

const titled = (name: string) => ({ name, title: { en: name, zh: name }, description: { en: '', zh: '' } });
const dimension = (name: string, more: Partial<CatalogDimension> = {}): CatalogDimension => ({
  ...titled(name),
  type: 'string',
  primaryKey: false,
  masked: false,
  grain: null,
  ...more,
});
const measure = (name: string, more: Partial<CatalogMeasure> = {}): CatalogMeasure => ({
  ...titled(name),
  type: 'decimal',
  aggregation: 'sum',
  additivity: null,
  unit: null,
  format: null,
  arguments: [],
  drillMembers: [],
  ...more,
});
const view = (name: string, dimensions: CatalogDimension[], measures: CatalogMeasure[]): CatalogView => ({
  ...titled(name),
  dimensions,
  measures,
  objects: [],
  segments: [],
  hierarchies: [],
  folders: [],
  timeDimension: null,
  key: [],
});

const foreign: Catalog = {
  views: [
    view(
      'OrdersView',
      [dimension('createdAt', { type: 'timestamp', grain: 'second' }), dimension('created_at')],
      [measure('GMV')],
    ),
    view('catalog', [dimension('and'), dimension('drill')], []),
    view('totals', [], [measure('count', { type: 'integer', aggregation: 'count' })]),
    view('orders_view', [dimension('id', { entity: 'order' })], [measure('risk', { arguments: [horizon()] })]),
  ],
};

function horizon() {
  return { name: 'horizon_months', type: 'integer' as const, default: 3, description: { en: 'Months', zh: '月' } };
}

it('is a valid schema for a model with mixed case, equal names and reserved words', () => {
  const { shown: schema, run } = buildSchemas(foreign, 'en');
  expect([...validateSchema(schema), ...validateSchema(run)]).toEqual([]);
  const text = printSchema(schema);
  for (const field of [
    'ordersView(',
    'ordersView2(',
    'catalog2(',
    'totals(',
    'order(id: ID!)',
    'drill2: String',
    'gmv: Decimal',
  ])
    expect(text).toContain(field);
  expect(text).toMatch(/createdAt\(\s+"""The time bucket."""\s+granularity: Granularity\s+\): Timestamp/);
  expect(text).toMatch(/risk\(\s+"""Months"""\s+horizonMonths: Int = 3\s+\): Decimal/);
});

it('has nothing of a view that is not in the catalogue', () => {
  const text = printSchema(buildSchemas({ views: [] }, 'zh').shown);
  expect(text).toContain('catalog: Catalog!');
  expect(text).not.toMatch(/ordersView|GMV/i);
});
