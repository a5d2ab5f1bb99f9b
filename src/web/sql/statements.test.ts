import { describe, expect, it } from 'vitest';
import type { CatalogView } from '../api/types.js';
import { statementAt, statementsOf } from './statements.js';
import { suggestions } from './suggestions.js';

const texts = (sql: string) => statementsOf(sql).map(({ from, to }) => sql.slice(from, to));

describe('statements of a text', () => {
  it('are cut at semicolons, but not inside strings, names, dollar quotes and comments', () => {
    expect(texts(' select 1 ;\n\n select \';\' as a, ";" as b; ; select $x$ ; $x$ -- ; \n + 1 /* ; */ ;')).toEqual([
      'select 1',
      'select \';\' as a, ";" as b',
      'select $x$ ; $x$ -- ; \n + 1 /* ; */',
    ]);
    expect(texts("select 'open ; string")).toEqual(["select 'open ; string"]);
    expect(texts(' \n ')).toEqual([]);
  });

  it('are found by the cursor', () => {
    const sql = 'select 1; select 2';
    const at = (cursor: number) => {
      const span = statementAt(sql, cursor);
      return span && sql.slice(span.from, span.to);
    };
    expect([at(0), at(8), at(9), at(10), at(18)]).toEqual(['select 1', 'select 1', 'select 1', 'select 2', 'select 2']);
  });
});

const titled = (name: string) => ({ name, title: { en: name, zh: name }, description: '' });
const measure = (name: string, argumentsOf: CatalogView['measures'][number]['arguments'] = []) => ({
  ...titled(name),
  type: 'integer',
  aggregation: 'sum',
  additivity: 'additive',
  unit: null,
  format: null,
  arguments: argumentsOf,
  drillMembers: [],
});
const view = (name: string, dimension: string, measures: CatalogView['measures']): CatalogView => ({
  ...titled(name),
  dimensions: [{ ...titled(dimension), type: 'string', primaryKey: false, masked: false, grain: null }],
  measures,
  hierarchies: [],
  folders: [],
  timeDimension: null,
});
const horizon = { name: 'h', type: 'integer', default: 3, minimum: 1, maximum: 60, description: '' };
const CATALOG = [
  view('churn', 'province', [measure('churned')]),
  view('risk', 'tier', [measure('churn_risk', [horizon])]),
];

describe('suggestions', () => {
  const at = (sql: string) => {
    const cursor = sql.indexOf('|');
    const found = suggestions(sql.replace('|', ''), cursor, CATALOG, { of: (one) => one.title.en });
    return found && { from: found.from, said: found.options.map((one) => one.apply ?? one.label) };
  };
  it('are views after FROM, members of the views that are read elsewhere', () => {
    expect(at('select 1 from ch|')).toEqual({ from: 14, said: ['churn', 'risk'] });
    expect(at('select pro| from churn')?.said).toEqual(['province', 'MEASURE(churned)']);
    expect(at('select sum(ch|) from churn')?.said).toEqual(['province', 'churned']);
    expect(at('select r.| from churn c join risk as r on true')?.said).toEqual(['tier', 'churn_risk']);
    expect(at('select | from risk where true')?.said).toEqual(['tier', 'churn_risk(3)']);
    expect(at('select x|')?.said).toEqual(['province', 'MEASURE(churned)', 'tier', 'churn_risk(3)']);
    expect(at('select nobody.| from churn')).toBeNull();
  });
  it('look at the statement of the cursor alone', () => {
    expect(at('select tier from risk; select | from churn')?.said).toEqual(['province', 'MEASURE(churned)']);
  });
});
