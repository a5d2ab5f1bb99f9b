import fc from 'fast-check';
import { expect } from 'vitest';
import type { Principal } from '../../../src/access/principal.js';
import type { Filter, SemanticQuery } from '../../../src/semantic/query.js';
import { semanticOver } from '../semantic.js';
import { openSmallWarehouse } from '../small-warehouse.js';
import { type ReferenceCell, referenceAnswer } from './answer.js';
import { question as anyQuestion } from './arbitrary.js';
import type { Condition, Question } from './question.js';
import { readReferenceRows } from './rows.js';

/** Puts generated questions to the semantic layer and to the reference, and expects the same numbers. */
export async function compareWithReference(numRuns: number, seed: number): Promise<void> {
  const small = await openSmallWarehouse(180, 16);
  const semantic = await semanticOver(small);
  try {
    const rows = await readReferenceRows(small.warehouse);
    const property = fc.asyncProperty(anyQuestion, async (question) => {
      const answer = await semantic.ask(asked(question), principal(question));
      expect(answer.receipt.complete).toBe(true);
      const width = question.dimensions.length;
      expect(normal(answer.rows as ReferenceCell[][], width), answer.receipt.sql ?? '').toEqual(
        normal(referenceAnswer(rows, question), width),
      );
    });
    await fc.assert(property, { numRuns, seed });
  } finally {
    await semantic.close();
    await small.close();
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
      return how === 'set' || how === 'notSet' ? { member, operator: how } : { member, operator: how, values };
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
      return { member: 'month', operator: 'inDateRange', values: [from, to] };
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
