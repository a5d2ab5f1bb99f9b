import { type Document, READERS } from './library.js';
import type { Rendered } from './render.js';
import type { Found } from './search.js';

export function escaped(text: string): string {
  const names: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
  return text.replaceAll(/[&<>"]/g, (sign) => names[sign] ?? sign);
}

/** A page of the documents: list, search and contents around what is read. No script. */
export function page(
  documents: readonly Document[],
  current: { readonly title: string; readonly name: string | null; readonly main: string; readonly aside?: string },
  words = '',
): string {
  const list = READERS.map(({ reader, documents: places }) => {
    const links = places
      .flatMap(({ name }) => documents.find((one) => one.name === name) ?? [])
      .map(({ name, title }) => {
        const here = name === current.name ? ' aria-current="page"' : '';
        return `<li><a href="/docs/${name}"${here}>${escaped(title)}</a></li>`;
      });
    return links.length > 0 ? `<h2>${reader}</h2><ul>${links.join('')}</ul>` : '';
  }).join('');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(current.title)} · Tenure</title>
<link rel="stylesheet" href="/docs/style.css">
</head>
<body>
<a class="skip" href="#main">Skip to the text</a>
<header>
<a class="brand" href="/docs/">Tenure documents</a>
<form action="/docs/search" role="search"><input type="search" name="q" aria-label="Search the documents" placeholder="Search" value="${escaped(words)}"><button>Search</button></form>
<a href="/">The page</a>
</header>
<nav aria-label="Documents">${list}</nav>
<main id="main" tabindex="-1">${current.main}</main>
${current.aside ?? ''}
</body>
</html>
`;
}

/** The second-level headings of a document, to jump to. */
export function contents({ headings }: Rendered): string {
  const links = headings
    .filter(({ level }) => level === 2)
    .map(({ id, text }) => `<li><a href="#${id}">${escaped(text)}</a></li>`);
  return links.length > 1
    ? `<aside aria-label="On this page"><h2>On this page</h2><ul>${links.join('')}</ul></aside>`
    : '';
}

export function results(words: string, found: readonly Found[]): string {
  if (words.trim() === '') return '<h1>Search</h1><p>Type words to look for.</p>';
  if (found.length === 0) return `<h1>Search</h1><p>Nothing about “${escaped(words)}”. Try fewer or other words.</p>`;
  const items = found.map(
    ({ title, heading, address, excerpt }) =>
      `<li><a href="${address}">${escaped(heading)}</a> <small>${escaped(title)}</small><p>${escaped(excerpt)}</p></li>`,
  );
  return `<h1>Search</h1><p>${found.length} sections about “${escaped(words)}”</p><ol class="found">${items.join('')}</ol>`;
}
