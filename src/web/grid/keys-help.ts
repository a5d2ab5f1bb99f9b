import type { PageWords } from '../i18n/use-words.js';
import { pressText } from '../pivot/act-keys.js';
import type { Act } from './acts.js';

/** What the keys of the table do, in words: how to move, and each act that has a key by its first one. */
export function keysHelp(t: PageWords['t'], acts: readonly Act[]): string {
  const each = acts.flatMap(({ word, keys = [] }) =>
    keys[0] ? [`${pressText(keys[0].press)}: ${t(`browse.${word}`)}`] : [],
  );
  return [t('browse.keysMove'), ...each].join('. ');
}
