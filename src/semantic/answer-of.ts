import type { Principal } from '../access/principal.js';
import type { Snapshot } from '../warehouse/gate.js';
import type { AnswerColumn, SemanticAnswer } from './answer.js';
import type { EngineAnswer } from './execute.js';
import { notesOf } from './member-notes.js';
import type { Plan, PlannedColumn } from './plan.js';
import { definitionsOf, incompleteBecause, type Language, seesSql } from './receipt.js';
import type { Paging } from './statement.js';
import { cellOf, valueTypeOf } from './value-type.js';

export interface AnswerParts {
  readonly plan: Plan;
  readonly paging: Paging;
  readonly text: string;
  readonly engine: EngineAnswer;
  readonly layer: string;
  readonly snapshot: Snapshot;
  readonly principal: Principal;
  readonly language: Language;
  /** performance.now() at the question's arrival. */
  readonly started: number;
}

/** The engine's rows as typed rows with their receipt. */
export function answerOf(parts: AnswerParts): SemanticAnswer {
  const { plan, paging, text, engine, layer, snapshot, principal, language, started } = parts;
  const columns = plan.columns.map((column, index) =>
    answerColumn(column, engine.columns[index]?.type ?? 'String', language),
  );
  const because = incompleteBecause(engine.rows.length, paging);
  const kept = because === null ? engine.rows : engine.rows.slice(0, paging.limit);
  return {
    columns,
    rows: kept.map((row) => columns.map((column, index) => cellOf(row[index], column.type))),
    receipt: {
      definitions: definitionsOf(plan, language),
      sql: seesSql(principal) ? text : null,
      layer,
      rowsRead: engine.rowsRead,
      durationMs: performance.now() - started,
      snapshot: snapshot.id,
      freshness: snapshot.publishedAt,
      complete: because === null,
      incompleteBecause: because,
      cached: false,
    },
  };
}

function answerColumn(column: PlannedColumn, engineType: string, language: Language): AnswerColumn {
  const { definition } = column;
  const notes = notesOf(definition?.meta);
  const title = (language === 'zh' ? notes.zh?.title : undefined) || definition?.shortTitle || definition?.title;
  const format = notes.format ?? (typeof definition?.format === 'string' ? definition.format : undefined);
  return {
    name: column.name,
    role: column.role,
    type: valueTypeOf(engineType),
    engineType,
    title: title ?? column.name,
    ...(notes.unit === undefined ? {} : { unit: notes.unit }),
    ...(format === undefined ? {} : { format }),
  };
}
