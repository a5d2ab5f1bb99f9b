import { parse, validate } from 'graphql';
import { describe, expect, it } from 'vitest';
import { buildSchema } from '../../src/graphql/schema/schema.js';
import * as documents from '../../src/web/api/documents.js';
import * as reports from '../../src/web/reports/report-documents.js';

describe('the page', () => {
  it('asks only what the schema answers', () => {
    const schema = buildSchema({ views: [] }, 'en', true);
    expect(Object.keys(documents).length).toBeGreaterThan(4);
    for (const [name, document] of Object.entries({ ...documents, ...reports }))
      expect(
        validate(schema, parse(document)).map((error) => error.message),
        name,
      ).toEqual([]);
  });

  it('finds operations in the schema of administrators alone', () => {
    const schema = buildSchema({ views: [] }, 'en');
    expect(validate(schema, parse(documents.LOADS))).toHaveLength(1);
  });
});
