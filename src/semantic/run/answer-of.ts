import type { Snapshot } from '../../warehouse/gate.js';
import type { Column } from '../../warehouse/warehouse.js';
import type { AnswerColumn, Receipt, SemanticAnswer } from '../contract/answer.js';
import { valueTypeOf } from '../contract/value-type.js';
import { notesOf } from '../model/member-notes.js';
import type { Plan } from '../plan/plan.js';
import type { PlannedColumn } from '../plan/planned-column.js';
import type { Outcome } from './answering.js';
import type { Prepared } from './prepare.js';
import { definitionsOf, incompleteBecause, type Language } from './receipt.js';

export interface AnswerParts {
  readonly prepared: Prepared;
  readonly outcome: Outcome;
  /** Whether the caller's role is shown the statement. */
  readonly seesSql: boolean;
  readonly language: Language;
  /** performance.now() at the question's arrival. */
  readonly started: number;
}

/** The engine's rows as typed rows with their receipt. */
export function answerOf({ prepared, outcome, seesSql, language, started }: AnswerParts): SemanticAnswer {
  const { engine, layer, snapshot, cached } = outcome;
  const columns = answerColumns(prepared.plan, engine.columns, language);
  const fetched = engine.rows.length;
  const { limit } = prepared.paging;
  const rows = fetched > limit ? engine.rows.slice(0, limit) : engine.rows;
  const { rowsRead } = engine;
  const receipt = receiptOf({ prepared, seesSql, language, started, fetched, layer, snapshot, rowsRead, cached });
  return { columns, rows, receipt };
}

export interface ReceiptParts {
  readonly prepared: Prepared;
  readonly seesSql: boolean;
  readonly language: Language;
  readonly started: number;
  /** Rows that the engine gave, one more than the limit if there are more. */
  readonly fetched: number;
  readonly layer: string;
  readonly snapshot: Snapshot;
  readonly rowsRead: number;
  readonly cached: boolean;
}

export function receiptOf(parts: ReceiptParts): Receipt {
  const { prepared, seesSql, language, started, fetched, layer, snapshot, rowsRead, cached } = parts;
  const because = incompleteBecause(fetched, prepared.paging);
  return {
    definitions: definitionsOf(prepared.plan, language),
    sql: seesSql ? prepared.text : null,
    layer,
    rowsRead,
    durationMs: performance.now() - started,
    snapshot: snapshot.id,
    freshness: snapshot.publishedAt,
    complete: because === null,
    incompleteBecause: because,
    cached,
  };
}

export function answerColumns(plan: Plan, engine: readonly Column[], language: Language): AnswerColumn[] {
  return plan.columns.map((column, index) => answerColumn(column, engine[index]?.type ?? 'String', language));
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
