import path from 'node:path';
import fc from 'fast-check';
import { expect } from 'vitest';
import { seed as seedSample } from '../../../seed/seed.js';
import type { Principal } from '../../../src/access/principal.js';
import { sampleSources } from '../../../src/commands/sample.js';
import { filterSaid } from '../../../src/semantic/contract/operator-words.js';
import type { Filter, SemanticQuery } from '../../../src/semantic/contract/query.js';
import { openLoadEngines } from '../load-engines.js';
import { semanticOver } from '../semantic.js';
import { openSmallWarehouse, type SmallWarehouse } from '../small-warehouse.js';
import { type ReferenceCell, referenceAnswer } from './answer.js';
import { questionOf, SMALL, type World } from './arbitrary.js';
import { readBaseRows } from './base-rows.js';
import type { Condition, Question } from './question.js';
import { type ReferenceRow, readReferenceRows } from './rows.js';

/** Questions over the light layer of the small warehouse, which holds what goes wrong. */
export async function compareWithLightLayer(numRuns: number, seed: number): Promise<void> {
  const small = await openSmallWarehouse(180, 16);
  try {
    await compare(small, await readReferenceRows(small.warehouse), SMALL, numRuns, seed);
  } finally {
    await small.close();
  }
}

/** Questions over a loaded sample: the reference goes through its statements, events and facts, the server as it does. */
export async function compareWithBaseFacts(numRuns: number, seed: number): Promise<void> {
  const engines = await openLoadEngines();
  try {
    const out = path.join(engines.directory, 'sample');
    await seedSample({ customers: 150, months: 14, seed, out, warehouse: engines.warehouse });
    await engines.etl.run({ source: sampleSources(), directory: out });
    const rows = await readBaseRows(engines);
    const months = rows.map(({ month }) => month).sort();
    const values = [...new Set(rows.flatMap(({ text }) => Object.values(text)))].filter((value) => value !== null);
    const world = { firstMonth: months[0] ?? '', flag: 'autopay', values: values.sort() };
    await compare(engines, rows, world, numRuns, seed);
  } finally {
    await engines.close();
  }
}

/** Puts generated questions to the semantic layer and to the reference, and expects the same numbers. */
async function compare(
  engines: Pick<SmallWarehouse, 'warehouse' | 'gate'>,
  rows: readonly ReferenceRow[],
  world: World,
  numRuns: number,
  seed: number,
): Promise<void> {
  const semantic = await semanticOver(engines);
  try {
    const property = fc.asyncProperty(questionOf(world), async (question) => {
      const answer = await semantic.ask(asked(question), principal(question));
      expect(answer.receipt.complete).toBe(true);
      const width = question.dimensions.length;
      expect(normal(answer.rows as ReferenceCell[][], width), answer.receipt.sql ?? '').toEqual(
        normal(referenceAnswer(rows, question), width),
      );
    });
    // Where others are asked to be drawn, they are: see property-seed.ts.
    await fc.assert(property, process.env.TENURE_TEST_SEED ? { numRuns } : { numRuns, seed });
  } finally {
    await semantic.close();
  }
}

function principal({ role, provinces }: Question): Principal {
  return { user: role, groups: [role], provinces, accountManagers: [] };
}

function asked({ view, measures, dimensions, conditions }: Question): SemanticQuery {
  return {
    view,
    measures: measures.map((name) => ({ name })),
    dimensions: dimensions.map(({ name, bucket }) => (bucket ? { name, granularity: bucket } : { name })),
    filters: conditions.map(filter),
  };
}

function filter(condition: Condition): Filter {
  switch (condition.kind) {
    case 'and':
      return { and: condition.parts.map(filter) };
    case 'or':
      return { or: condition.parts.map(filter) };
    case 'text': {
      const { member, how, values } = condition;
      return filterSaid({ member, operator: how, ...(how === 'set' || how === 'notSet' ? {} : { values }) });
    }
    case 'number':
      return { member: condition.member, operator: condition.how, values: [condition.value] };
    case 'flag':
      return { member: condition.member, operator: 'equals', values: [condition.value] };
    case 'month': {
      const { how, from, to } = condition;
      if (how === 'is') return { member: 'month', operator: 'equals', values: [from] };
      if (how === 'after') return { member: 'month', operator: 'gt', values: [from] };
      if (how === 'before') return { member: 'month', operator: 'lt', values: [to] };
      return { member: 'month', operator: 'between', values: [from, to] };
    }
  }
}

/** Rows in a fixed order; ratios to twelve digits, everything else to the letter. */
function normal(rows: readonly (readonly ReferenceCell[])[], width: number): string[] {
  return rows
    .map((row) =>
      row.map((cell, index) => {
        if (typeof cell !== 'number' || index < width) return String(cell);
        return Number.isInteger(cell) ? String(cell) : cell.toPrecision(12);
      }),
    )
    .map((row) => row.join(' | '))
    .sort();
}
