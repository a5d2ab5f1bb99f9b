import { expect, it } from 'vitest';
import { splitStatements } from './statements.js';

it('splits at semicolons that end a line, keeps comments with what follows, and drops what is only comment', () => {
  const text = `-- grain: one row a plan
CREATE TABLE plan (name String DEFAULT 'a;b') ENGINE = MergeTree ORDER BY name;  -- done

INSERT INTO plan VALUES ('x; y');
-- the end
`;
  expect(splitStatements(text)).toEqual([
    "-- grain: one row a plan\nCREATE TABLE plan (name String DEFAULT 'a;b') ENGINE = MergeTree ORDER BY name",
    "INSERT INTO plan VALUES ('x; y')",
  ]);
  expect(splitStatements('SELECT 1;\r\nSELECT 2')).toEqual(['SELECT 1', 'SELECT 2']);
});
