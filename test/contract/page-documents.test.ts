import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parse, validate } from 'graphql';
import { describe, expect, it } from 'vitest';
import { PROJECT_ROOT } from '../../src/config/config.js';
import { buildSchemas } from '../../src/graphql/schema/schema.js';
import * as documents from '../../src/web/api/documents.js';
import * as reports from '../../src/web/reports/report-documents.js';
import { pageTypes } from '../support/page-types.js';

const ANSWERS = path.join(PROJECT_ROOT, 'src', 'web', 'api', 'answers.ts');

describe('the page', () => {
  const schema = buildSchemas({ views: [] }, 'en', true).shown;

  it('asks only what the schema answers', () => {
    expect(Object.keys(documents).length).toBeGreaterThan(4);
    for (const [name, document] of Object.entries({ ...documents, ...reports }))
      expect(
        validate(schema, parse(document)).map((error) => error.message),
        name,
      ).toEqual([]);
  });

  it('knows answers by types that are made from the schema', () => {
    const made = pageTypes(schema, Object.values(documents));
    if (process.env.TENURE_GOLDEN === 'write') writeFileSync(ANSWERS, made);
    expect(readFileSync(ANSWERS, 'utf8')).toBe(made);
  });

  it('finds operations in the schema of administrators alone', () => {
    const others = buildSchemas({ views: [] }, 'en').shown;
    expect(validate(others, parse(documents.LOADS))).toHaveLength(1);
  });
});
