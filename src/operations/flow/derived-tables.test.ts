import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { PROJECT_ROOT } from '../../config/config.js';
import { DERIVED_FROM } from './derived-tables.js';

describe('what tables are made of', () => {
  it.each(['customer_month', 'customer_spell', 'dim_customer'])('%s: as its SQL reads them', (table) => {
    const sql = readFileSync(path.join(PROJECT_ROOT, 'etl', 'sql', `${table}.sql`), 'utf8');
    const read = [...sql.matchAll(/\b(?:FROM|JOIN)\s+\(?(?:SELECT \* FROM )?@(\w+)/g)].map(([, name]) => name ?? '');
    expect([...new Set(read)].sort()).toEqual([...(DERIVED_FROM[table] ?? [])].sort());
  });
});
