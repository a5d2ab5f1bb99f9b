import type { Principal } from '../../access/principal.js';
import { TenureError } from '../../errors/errors.js';
import type { PublishingGate } from '../../warehouse/gate.js';
import type { Column, Warehouse } from '../../warehouse/warehouse.js';
import type { AnswerColumn, Receipt, SemanticAnswer } from '../contract/answer.js';
import type { AnswerSink } from '../contract/answer-sink.js';
import type { SemanticQuery } from '../contract/query.js';
import type { AskOptions } from '../contract/service.js';
import { cellOf } from '../contract/value-type.js';
import { STREAMED_ROW_CAP } from '../plan/statement.js';
import { answerColumns, receiptOf } from './answer-of.js';
import type { LayerFinder } from './layer.js';
import type { Prepared } from './prepare.js';

export interface StreamingOptions {
  readonly prepare: (query: SemanticQuery, principal: Principal, rowCap: number) => Promise<Prepared>;
  readonly gate: PublishingGate;
  readonly warehouse: Warehouse;
  readonly layers: LayerFinder;
  readonly seesSql: (principal: Principal) => boolean;
  readonly ask: (query: SemanticQuery, principal: Principal, options?: AskOptions) => Promise<SemanticAnswer>;
}

/**
 * Answers too large to hold: the rows go to the sink batch by batch, all of one snapshot. A load that is published in
 * between ends the stream with an error rather than mixing two snapshots.
 */
export function createStreaming({ prepare, gate, warehouse, layers, seesSql, ask }: StreamingOptions) {
  return async function stream(
    query: SemanticQuery,
    principal: Principal,
    sink: AnswerSink,
    options: AskOptions = {},
  ): Promise<Receipt> {
    const started = performance.now();
    const language = options.language ?? 'en';
    const prepared = await prepare(query, principal, STREAMED_ROW_CAP);
    if (prepared.dataSource === 'store') {
      const { columns, rows, receipt } = await ask(query, principal, options);
      await sink.columns(columns);
      await sink.rows(rows);
      return receipt;
    }
    let begun = false;
    return gate.read(async (snapshot, signal) => {
      if (begun) {
        throw new TenureError('OVERLOADED', 'New data were published while the answer was sent; ask again.');
      }
      const layer = await layers.layerOf(prepared, signal);
      const begin = (engine: readonly Column[]) => {
        begun = true;
        return answerColumns(prepared.plan, engine, language);
      };
      const sent = await send(warehouse, prepared, { sink, begin, signal });
      return receiptOf({
        prepared,
        seesSql: seesSql(principal),
        language,
        started,
        fetched: sent,
        layer,
        snapshot,
        rowsRead: sent,
        cached: false,
      });
    }, options.signal);
  };
}

interface Sending {
  readonly sink: AnswerSink;
  readonly begin: (engine: readonly Column[]) => readonly AnswerColumn[];
  readonly signal: AbortSignal;
}

/** Sends the rows up to the limit; returns how many there were, one more than the limit if there are more. */
async function send(warehouse: Warehouse, prepared: Prepared, { sink, begin, signal }: Sending): Promise<number> {
  const statement = { text: prepared.text, params: prepared.params };
  const { limit } = prepared.paging;
  let sent = 0;
  if (sink.text) {
    const source = await warehouse.streamText(statement, { signal });
    await sink.columns(begin(source.columns));
    for await (const batch of source) {
      const { rows, bytes } = sent < limit ? await sink.text(batch, limit - sent) : { rows: 0, bytes: 0 };
      sent += bytes < batch.length ? rows + 1 : rows;
    }
    return sent;
  }
  const source = await warehouse.stream(statement, { signal });
  const columns = begin(source.columns);
  await sink.columns(columns);
  for await (const batch of source) {
    const kept = batch.slice(0, Math.max(0, limit - sent));
    sent += batch.length;
    if (kept.length === 0) continue;
    await sink.rows(kept.map((row) => columns.map((column, index) => cellOf(row[index], column.type))));
  }
  return sent;
}
