import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Principal } from '../../src/access/principal.js';
import { OWN_MODEL } from '../../src/commands/model.js';
import { namesOf } from '../../src/cube/model/names.js';
import { readModel } from '../../src/cube/model/repository.js';
import { rolesOf } from '../../src/cube/model/roles.js';
import type { Semantic } from '../../src/semantic/create.js';
import { withModel } from '../support/foreign-shop.js';
import { semanticOver } from '../support/semantic.js';
import { openSmallWarehouse, type SmallWarehouse } from '../support/small-warehouse.js';

// A role and a card of Home are added in the model alone: no line of the program names them.

const ROLE = `
roles:
  - name: auditor
    title: Auditor
    zh: 审计
    limited_by: provinces
    may: [sql]
    home: [churn.net_growth_rate]
`;
const NAMES = `
names:
  - of: [tier]
    members: {Gold: {en: Golden, zh: 金牌}}
factors:
  arrears: {en: debt, zh: 欠款}
`;
let small: SmallWarehouse;
let directory: string;
let semantic: Semantic;

beforeAll(async () => {
  small = await openSmallWarehouse();
  directory = await mkdtemp(path.join(tmpdir(), 'tenure-model-'));
  await cp(OWN_MODEL, directory, { recursive: true });
  await writeFile(path.join(directory, 'auditor.yml'), ROLE);
  await writeFile(path.join(directory, 'base', 'own-names.yml'), NAMES);
  const policies = path.join(directory, 'base', 'policies.yml');
  await writeFile(
    policies,
    (await readFile(policies, 'utf8')).replaceAll('- group: manager', '- groups: [manager, auditor]'),
  );
  semantic = await semanticOver(small, { modelDir: directory });
});

afterAll(async () => {
  await semantic.close();
  await small.close();
  await rm(directory, { recursive: true });
});

const auditor = (provinces: readonly string[]): Principal => ({
  user: 'ann',
  groups: ['auditor'],
  provinces,
  accountManagers: [],
});

describe('a role that the model adds', () => {
  it('has its rights and its card, with the way that is good', async () => {
    const roles = semantic.roles();
    expect([...roles.rightsOf(auditor(['510000']))]).toEqual(['sql']);
    expect(roles.homeOf(auditor(['510000']))).toEqual([{ view: 'churn', measure: 'net_growth_rate' }]);
    expect(roles.all.map(({ name }) => name)).toContain('auditor');
    const { views } = await semantic.catalog(auditor(['510000']));
    const churn = views.find(({ name }) => name === 'churn');
    expect(churn?.measures.find(({ name }) => name === 'churn_rate')).toMatchObject({
      good: 'down',
      target: 'churn_rate_target',
    });
  });

  it('sees the SQL of its answers, and no single rows', async () => {
    const asked = { view: 'churn', measures: [{ name: 'churned' }] };
    expect((await semantic.ask(asked, auditor(['510000']))).receipt.sql).toContain('customer_month');
    const rows = { view: 'churn', dimensions: [{ name: 'tier' }], ungrouped: true };
    await expect(semantic.ask(rows, auditor(['510000']))).rejects.toMatchObject({ kind: 'FORBIDDEN' });
  });

  it('sees nothing without the claim that limits it', async () => {
    expect((await semantic.catalog(auditor([]))).views).toEqual([]);
  });
});

describe('names that the model adds', () => {
  it('are told by the catalogue, for the dimensions that the caller sees', async () => {
    const { names = [], factors = [] } = await semantic.catalog(auditor(['510000']));
    const nameOf = (dimension: string, code: string) =>
      names
        .filter((list) => list.dimension === dimension)
        .flatMap(({ members }) => members.filter((one) => one.code === code))
        .at(-1)?.name;
    expect(nameOf('tier', 'Gold')).toEqual({ en: 'Golden', zh: '金牌' });
    expect(nameOf('tenure_band', '0-2 months')).toMatchObject({ en: '0-2 months' });
    expect(factors).toContainEqual({ code: 'arrears', name: { en: 'debt', zh: '欠款' } });
    expect((await semantic.catalog(auditor([]))).names).toEqual([]);
  });

  it.each([
    ['{en: Golden, zh: 金牌}', 'Golden'],
    ['of: [tier]', 'off: [tier]'],
  ])('are refused with file and line: %s → %s', async (from, to) => {
    const found = withModel(NAMES.replace(from, to), async (wrong) => namesOf(await readModel(wrong)));
    await expect(found).rejects.toThrow(/^shop.yml:3: names: /);
  });
});

describe('roles of a model', () => {
  it.each([
    ['may: [sql]', 'may: [sqll]'],
    ['limited_by: provinces', 'limited_by: province'],
    ['home: [churn.net_growth_rate]', 'home: [net_growth_rate]'],
  ])('are refused with file and line: %s → %s', async (from, to) => {
    const found = withModel(ROLE.replace(from, to), async (wrong) => rolesOf(await readModel(wrong)));
    await expect(found).rejects.toThrow(/^shop.yml:3: roles: /);
  });
});
