import type { MeasureDefinition } from '../contract/answer.js';
import { notesOf } from '../model/member-notes.js';
import type { Plan } from '../plan/plan.js';
import type { Paging } from '../plan/statement.js';

export type Language = 'en' | 'zh';

/** What each measure of the plan means, in the caller's language. */
export function definitionsOf(plan: Plan, language: Language): MeasureDefinition[] {
  return plan.columns.flatMap((column) => {
    const { definition, ref } = column;
    if (column.role !== 'measure' || !definition) return [];
    const notes = notesOf(definition.meta);
    const zh = language === 'zh' ? notes.zh : undefined;
    return [
      {
        measure: ref.name,
        view: definition.name.slice(0, definition.name.indexOf('.')),
        month: null,
        title: zh?.title || definition.shortTitle || definition.title || ref.name,
        description: zh?.description || definition.description || '',
        unit: notes.unit ?? null,
        additivity: notes.additivity ?? null,
        arguments: column.arguments ?? {},
      },
    ];
  });
}

/** Why an answer holds fewer rows than the question has, or null when it holds all. */
export function incompleteBecause(fetched: number, { limit, asked }: Paging): string | null {
  if (fetched <= limit) return null;
  return asked
    ? `The limit of ${limit} rows cut the answer; there are more.`
    : `The server answers with at most ${limit} rows unless a limit says otherwise; there are more.`;
}
