import { TenureError } from '../../errors/errors.js';
import type { DirectBlock } from '../block/direct.js';
import type { Constants } from '../query/constants.js';
import type { Ask, DirectPlan, Stream } from '../query/planned.js';

/** Answers up to here are asked whole, so that the semantic layer's caches serve; larger ones are streamed. */
const ASKED_WHOLE = 20_000;

/** Asks a statement's one question and hands the rows on as they come. */
export function directPlan(
  block: DirectBlock,
  constants: Constants,
  ask: Ask,
  stream: Stream | undefined,
  maxRows: number,
): DirectPlan {
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
      const atMost = Math.min(ASKED_WHOLE, maxRows);
      const large = query.ungrouped === true && wanted > atMost;
      if (!large || !stream) {
        const { rows, receipt } = await ask({ ...query, limit: Math.min(wanted, atMost) }, context.signal);
        if (receipt.complete || wanted <= atMost) return sink.rows(rows);
        if (!stream) throw tooMany(atMost);
      }
      const all = await stream({ ...query, limit: Math.min(wanted, maxRows) }, sink, context.signal);
      if (!all && wanted > maxRows) throw tooMany(maxRows);
    },
  };
}

function tooMany(rows: number): TenureError {
  return new TenureError('TOO_LARGE', `The answer has more than ${rows} rows.`, {
    hint: 'Filter more, page with ORDER BY and LIMIT, or have the administrator raise TENURE_SQL_MAX_ROWS.',
  });
}
