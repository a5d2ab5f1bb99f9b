import { expect, it } from 'vitest';
import { refuseUnlessQuestion } from './read-only.js';

it.each([
  'SELECT 1',
  '  /* tenure 1 */ -- why\n (SELECT 1) UNION ALL SELECT 2;',
  "WITH x AS (SELECT ';file(' AS a) SELECT * FROM x -- ; DROP",
  'SELECT `file`, "into outfile" FROM t FORMAT JSONCompact',
  "SELECT 'it\\'s; ' || '''; ' /* ; file( */",
  'EXPLAIN indexes = 1 SELECT 1',
  'SELECT profile(1), file FROM t',
])('lets through %s', (text) => expect(() => refuseUnlessQuestion(text)).not.toThrow());

it.each([
  '',
  '-- nothing',
  'DROP TABLE t',
  'SET readonly = 0',
  'USE system',
  'KILL QUERY WHERE 1',
  'SELECT 1; SELECT 2',
  "SELECT '\\'; ' ; SET readonly = 0",
  "SELECT file('/etc/passwd')",
  "SELECT `file` /* */ ('/etc/passwd')",
  'SELECT "FILE"(\'/etc/passwd\')',
  "SELECT 1 INTO/**/OUTFILE '/tmp/x'",
  "SELECT 1 -- '\n ; DROP TABLE t -- '",
])('refuses %s', (text) =>
  expect(() => refuseUnlessQuestion(text)).toThrow(expect.objectContaining({ kind: 'FORBIDDEN' })),
);
