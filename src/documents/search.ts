import { Marked, type Token, type Tokens } from 'marked';
import { getHeadingList, gfmHeadingId } from 'marked-gfm-heading-id';
import MiniSearch from 'minisearch';
import type { Document } from './library.js';

export interface Found {
  readonly title: string;
  readonly heading: string;
  readonly address: string;
  /** The beginning of the section. */
  readonly excerpt: string;
}

const MOST = 30;
const EXCERPT = 240;

/** Finds sections of documents by words; a word may be begun or misspelt by a letter. */
export function searchOf(documents: readonly Document[]): (words: string) => readonly Found[] {
  const sections = documents.flatMap(sectionsOf).map((section, id) => ({ ...section, id }));
  const index = new MiniSearch<Found & { text: string; id: number }>({ fields: ['heading', 'title', 'text'] });
  index.addAll(sections);
  return (words) =>
    index
      .search(words.slice(0, 200), { prefix: true, fuzzy: 0.15, boost: { heading: 3, title: 2 }, combineWith: 'AND' })
      .slice(0, MOST)
      .flatMap(({ id }) => sections[Number(id)] ?? []);
}

function sectionsOf(document: Document): (Found & { text: string })[] {
  const marked = new Marked(gfmHeadingId());
  marked.parse(document.text, { async: false });
  const ids = getHeadingList().map(({ id }) => id);
  const sections: { heading: string; id: string; texts: string[] }[] = [];
  for (const token of marked.lexer(document.text)) {
    if (token.type === 'heading') sections.push({ heading: textOf(token), id: ids[sections.length] ?? '', texts: [] });
    else sections.at(-1)?.texts.push(textOf(token));
  }
  return sections.map(({ heading, id, texts }) => {
    const text = texts.join(' ').replaceAll(/\s+/g, ' ').trim();
    return {
      title: document.title,
      heading,
      address: `/docs/${document.name}#${id}`,
      excerpt: text.length > EXCERPT ? `${text.slice(0, EXCERPT)}…` : text,
      text,
    };
  });
}

/** The words of a token, without marks of Markdown. */
function textOf(token: Token): string {
  if (token.type === 'table') {
    const { header, rows } = token as Tokens.Table;
    return [header, ...rows].map((cells) => cells.map((cell) => inner(cell.tokens, cell.text)).join(' ')).join(' ');
  }
  if (token.type === 'list') return (token as Tokens.List).items.map((item) => inner(item.tokens, item.text)).join(' ');
  if (token.type === 'space') return '';
  return 'tokens' in token ? inner(token.tokens, token.raw) : 'text' in token ? String(token.text) : token.raw;
}

function inner(tokens: Token[] | undefined, text: string): string {
  return tokens ? tokens.map(textOf).join('') : text;
}
