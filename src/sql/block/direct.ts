import type { Cell } from '../../semantic/contract/answer.js';
import type { SemanticQuery } from '../../semantic/contract/query.js';
import type { EncodedColumn } from '../encode/row-encoder.js';
import type { Values } from '../query/constant.js';
import type { RunContext } from '../query/run-context.js';

/** A statement that is one question as it stands: its rows are the engine's rows, column for column. */
export interface DirectBlock {
  /** Where each column of the statement stands in the engine's rows. */
  readonly columns: readonly EncodedColumn[];
  /** The question once constants are known; undefined when no row can pass. */
  question(context: RunContext, values: Values): Promise<SemanticQuery | undefined>;
  /**
   * Of one group over all rows: its row when there are none. The question's last column counts the rows then.
   */
  readonly ofNothing?: readonly Cell[];
}
