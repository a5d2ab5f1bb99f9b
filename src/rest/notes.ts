import { META_KEYS, type MetaKeyName } from '../semantic/model/member-notes.js';
import type { View } from '../semantic/model/view.js';

/** Notes that clients may read. What is not among them is SQL, names what the model keeps out of sight, or is the page's. */
const SHOWN: ReadonlySet<MetaKeyName> = new Set([
  'zh',
  'unit',
  'format',
  'additivity',
  'grain',
  'order',
  'sorts',
  'row_key',
  'panel',
  'good',
  'entity',
  'personal',
  'declared',
  'time',
  'single_month',
  'similar',
  'derived',
  'arguments',
  'object',
  'items',
  'ratio',
  'evidence',
]);
/** Those that name members of the view. */
const NAMING: ReadonlySet<string> = new Set(['row_key', 'panel', 'similar', 'ratio', 'sorts', 'time', 'evidence']);

/**
 * A member's or view's `meta` as far as a caller may see what it names. Keys that are not this server's are somebody's own and
 * stay as they are.
 */
export function shownNotes(meta: View['item']['meta'], view: View): Readonly<Record<string, unknown>> | undefined {
  if (!meta) return undefined;
  const isKnown = (name: string) => view.measures.has(name) || view.dimensions.has(name);
  return Object.fromEntries(
    Object.entries(meta).filter(([note, value]) => {
      if (!(note in META_KEYS)) return true;
      return SHOWN.has(note as MetaKeyName) && (!NAMING.has(note) || namesIn(note, value).every(isKnown));
    }),
  );
}

function namesIn(note: string, value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [String(value)];
  // It says of which member and what; the second is a word of its own.
  if (note === 'evidence') return 'of' in value ? [String(value.of)] : [];
  return Object.values(value).map(String);
}
