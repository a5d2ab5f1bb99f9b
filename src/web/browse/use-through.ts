import { type DrillThroughInput, fetchRows } from '../api/operations.js';
import { usePages } from '../parts/use-pages.js';

/** Rows behind a cell, a page after the other. */
export function useThrough(question: Omit<DrillThroughInput, 'offset'>) {
  return usePages(['through', question], (offset, signal) => fetchRows({ ...question, offset }, signal));
}
