import type { Principal } from '../access/principal.js';
import { TenureError } from '../errors/errors.js';
import type { PublishingGate } from '../warehouse/gate.js';
import type { Warehouse } from '../warehouse/warehouse.js';
import type { AnswerColumn, Cell, Receipt, SemanticAnswer } from './answer.js';
import { answerColumns, receiptOf } from './answer-of.js';
import type { LayerFinder } from './layer.js';
import type { Prepared } from './prepare.js';
import type { SemanticQuery } from './query.js';
import type { AskOptions } from './service.js';
import { cellOf } from './value-type.js';

/** Takes a streamed answer; each call is awaited, so a slow reader slows the engine down instead of filling memory. */
export interface AnswerSink {
  columns(columns: readonly AnswerColumn[]): Promise<void> | void;
  rows(rows: readonly (readonly Cell[])[]): Promise<void> | void;
}

export interface StreamingOptions {
  readonly prepare: (query: SemanticQuery, principal: Principal) => Promise<Prepared>;
  readonly gate: PublishingGate;
  readonly warehouse: Warehouse;
  readonly layers: LayerFinder;
  readonly ask: (query: SemanticQuery, principal: Principal, options?: AskOptions) => Promise<SemanticAnswer>;
}

/**
 * Answers too large to hold: the rows go to the sink batch by batch, all of one snapshot. A load that is published in
 * between ends the stream with an error rather than mixing two snapshots.
 */
export function createStreaming({ prepare, gate, warehouse, layers, ask }: StreamingOptions) {
  return async function stream(
    query: SemanticQuery,
    principal: Principal,
    sink: AnswerSink,
    options: AskOptions = {},
  ): Promise<Receipt> {
    const started = performance.now();
    const language = options.language ?? 'en';
    const prepared = await prepare(query, principal);
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
      const source = await warehouse.stream({ text: prepared.text, params: prepared.params }, { signal });
      const columns = answerColumns(prepared.plan, source.columns, language);
      begun = true;
      await sink.columns(columns);
      const { limit } = prepared.paging;
      let sent = 0;
      for await (const batch of source) {
        const kept = batch.slice(0, Math.max(0, limit - sent));
        sent += batch.length;
        if (kept.length === 0) continue;
        await sink.rows(kept.map((row) => columns.map((column, index) => cellOf(row[index], column.type))));
      }
      return receiptOf({
        prepared,
        principal,
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
