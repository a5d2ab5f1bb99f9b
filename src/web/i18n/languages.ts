import type { Locale } from 'antd/es/locale';
import { en, type Words } from './en.js';
import type { Language } from './format.js';

interface Loaded {
  readonly words: Words;
  /** The component library's own words; its English ones are built in. */
  readonly antd?: Locale;
}

/** English stands in for what another language does not say, so it is always there; others come when they are chosen. */
const loaded = new Map<Language, Loaded>([['en', { words: en }]]);

export async function loadLanguage(language: Language): Promise<Loaded> {
  const known = loaded.get(language);
  if (known) return known;
  const [{ zh }, { default: antd }] = await Promise.all([import('./zh.js'), import('antd/es/locale/zh_CN')]);
  const made = { words: zh, antd };
  loaded.set(language, made);
  return made;
}

/** Of a language that has been loaded: the page is told of no other. */
export function loadedLanguage(language: Language): Loaded {
  return loaded.get(language) ?? { words: en };
}
