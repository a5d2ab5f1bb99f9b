import type { AnswerSink } from '../../semantic/contract/answer-sink.js';

/** Takes the rows of an answer that needs nothing more of Postgres; awaited, so a slow client slows the engine. */
export type RowSink = Required<Pick<AnswerSink, 'rows' | 'text'>>;
