import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { PROJECT_ROOT } from '../../src/config/config.js';
import { withMadeParts } from './reference.js';

it('docs/loading-data.md says what the code does; npx tsx etl/docs/write.ts writes it anew', () => {
  const page = readFileSync(path.join(PROJECT_ROOT, 'docs', 'loading-data.md'), 'utf8');
  expect(withMadeParts(page)).toBe(page);
});
