import { parse, validate } from 'graphql';
import { describe, expect, it } from 'vitest';
import { buildSchema } from '../../src/graphql/schema/schema.js';
import { CATALOG, DRILL_THROUGH, PIVOT, VALUES } from '../../src/web/api/documents.js';

describe('the page', () => {
  it('asks only what the schema answers', () => {
    const schema = buildSchema({ views: [] }, 'en');
    const documents = [CATALOG, PIVOT, VALUES, DRILL_THROUGH];
    for (const document of documents)
      expect(validate(schema, parse(document)).map((error) => error.message)).toEqual([]);
  });
});
