import path from 'node:path';
import { Marked } from 'marked';
import { getHeadingList, gfmHeadingId } from 'marked-gfm-heading-id';
import type { Document } from './library.js';

export interface Rendered {
  readonly html: string;
  readonly headings: readonly { readonly id: string; readonly text: string; readonly level: number }[];
}

/** A document as HTML. Links between documents lead to their pages here, pictures to those that are served here. */
export function render(document: Document, documents: readonly Document[]): Rendered {
  const marked = new Marked(gfmHeadingId(), {
    walkTokens: (token) => {
      if (token.type === 'link') token.href = linkFrom(document, documents, token.href);
      if (token.type === 'image') token.href = `/docs/pictures/${path.posix.basename(token.href)}`;
    },
  });
  const html = marked.parse(document.text, { async: false });
  return {
    html,
    headings: getHeadingList().map(({ id, raw, level }) => ({ id, text: raw.replaceAll('`', ''), level })),
  };
}

function linkFrom({ file }: Document, documents: readonly Document[], href: string): string {
  if (/^[a-z]+:|^#/i.test(href)) return href;
  const [target = '', anchor] = href.split('#');
  const resolved = path.posix.normalize(path.posix.join(path.posix.dirname(file), target));
  const found = documents.find((one) => one.file === resolved);
  return found ? `/docs/${found.name}${anchor === undefined ? '' : `#${anchor}`}` : href;
}
