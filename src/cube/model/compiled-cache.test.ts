import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PROJECT_ROOT } from '../../config/config.js';
import { CompiledCache } from './compiled-cache.js';
import { positionOf } from './position.js';
import { readModel } from './repository.js';

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(path.join(tmpdir(), 'tenure-kept-'));
  cpSync(path.join(PROJECT_ROOT, 'model'), path.join(directory, 'model'), { recursive: true });
});
afterAll(() => rmSync(directory, { recursive: true }));

const opened = () => new CompiledCache(directory, '1');
const contentsOf = async (kept?: CompiledCache) =>
  (await readModel(path.join(directory, 'model'), kept)).map(({ name, content }) => ({ name, content }));

describe('a model that was read before', () => {
  it('is what it is when it is read anew, and knows where everything stands', async () => {
    const fresh = await contentsOf();
    expect(await contentsOf(opened())).toEqual(fresh);
    expect(await contentsOf(opened())).toEqual(fresh);
    const files = await readModel(path.join(directory, 'model'), opened());
    expect(positionOf(files, 'churn')).toMatch(/^views\/churn\.yml:\d+$/);
  });

  it('is read where a file has changed, and nothing is kept of what it was', async () => {
    const file = path.join(directory, 'model', 'views', 'churn.yml');
    const before = readFileSync(file, 'utf8');
    expect(opened().parsed(before)).toBeDefined();
    writeFileSync(file, before.replace('name: churn', 'name: churn_of_mine'));
    expect(JSON.stringify(await contentsOf(opened()))).toContain('churn_of_mine');
    expect(opened().parsed(before)).toBeUndefined();
    writeFileSync(file, 'views: [');
    await expect(contentsOf(opened())).rejects.toThrow(/^views\/churn\.yml:1: /);
  });
});
