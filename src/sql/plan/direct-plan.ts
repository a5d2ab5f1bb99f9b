import { TenureError } from '../../errors/errors.js';
import type { Constants } from './constants.js';
import type { DirectBlock } from './direct.js';
import type { Ask, DirectPlan, Stream } from './planned.js';

/** Answers up to here are asked whole, so that the semantic layer's caches serve; larger ones are streamed. */
const ASKED_WHOLE = 20_000;
/** What the semantic layer gives in one answer at most. */
const MAX_ROWS = 1_000_000;

/** Asks a statement's one question and hands the rows on as they come. */
export function directPlan(block: DirectBlock, constants: Constants, ask: Ask, stream: Stream | undefined): DirectPlan {
  return {
    columns: block.columns,
    async run(context, sink) {
      const values = await constants.compute(context);
      const query = await block.question(context, values);
      if (block.ofNothing) {
        const { rows } = query ? await ask(query, context.signal) : { rows: [] };
        return sink.rows(Number(rows[0]?.at(-1) ?? 0) > 0 ? rows : [block.ofNothing]);
      }
      if (!query || query.limit === 0) return;
      const wanted = query.limit ?? Number.POSITIVE_INFINITY;
      const large = query.ungrouped === true && wanted > ASKED_WHOLE;
      if (!large || !stream) {
        const { rows, receipt } = await ask({ ...query, limit: Math.min(wanted, ASKED_WHOLE) }, context.signal);
        if (receipt.complete || wanted <= ASKED_WHOLE) return sink.rows(rows);
        if (!stream) throw tooMany(ASKED_WHOLE);
      }
      const all = await stream({ ...query, limit: Math.min(wanted, MAX_ROWS) }, sink, context.signal);
      if (!all && wanted > MAX_ROWS) throw tooMany(MAX_ROWS);
    },
  };
}

function tooMany(rows: number): TenureError {
  return new TenureError('TOO_LARGE', `The answer has more than ${rows} rows.`, {
    hint: 'Filter more, or page with ORDER BY and LIMIT.',
  });
}
