import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { PROJECT_ROOT } from '../../src/config/config.js';
import { withMadeParts } from './reference.js';

// npx tsx etl/docs/write.ts
const page = path.join(PROJECT_ROOT, 'docs', 'loading-data.md');
writeFileSync(page, withMadeParts(readFileSync(page, 'utf8')));
