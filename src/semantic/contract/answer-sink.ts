import type { AnswerColumn, Cell } from './answer.js';

/** Takes a streamed answer; each call is awaited, so a slow reader slows the engine down instead of filling memory. */
export interface AnswerSink {
  columns(columns: readonly AnswerColumn[]): Promise<void> | void;
  rows(rows: readonly (readonly Cell[])[]): Promise<void> | void;
  /**
   * Takes whole rows as the engine writes them (TabSeparated), at most so many, and says what it took. With it, `rows` gets
   * only answers that the warehouse does not give.
   */
  text?(rows: Buffer, atMost: number): Promise<TextTaken>;
}

export interface TextTaken {
  readonly rows: number;
  readonly bytes: number;
}
