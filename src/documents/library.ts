import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { PROJECT_ROOT } from '../config/config.js';

/** Documents by reader, in the order of the list beside each page: the name in the address, and the file of the checkout. */
export const READERS: readonly { readonly reader: string; readonly documents: readonly DocumentPlace[] }[] = [
  { reader: 'Start', documents: [at('', 'README.md'), doc('getting-started'), at('glossary', 'GLOSSARY.md')] },
  {
    reader: 'Ask',
    documents: ['page', 'subjects', 'sql', 'graphql', 'rest', 'churn-and-value', 'forecast', 'analyse'].map(doc),
  },
  { reader: 'Load and model', documents: ['loading-data', 'modelling', 'tariffs', 'sample'].map(doc) },
  { reader: 'Run', documents: [doc('operating'), doc('limits'), at('benchmarks', 'bench/RESULTS.md')] },
  {
    reader: 'Build',
    documents: [
      at('architecture', 'ARCHITECTURE.md'),
      at('contributing', 'CONTRIBUTING.md'),
      at('changelog', 'CHANGELOG.md'),
    ],
  },
];

interface DocumentPlace {
  readonly name: string;
  readonly file: string;
}

export interface Document extends DocumentPlace {
  readonly title: string;
  /** Markdown. */
  readonly text: string;
}

function at(name: string, file: string): DocumentPlace {
  return { name, file };
}

function doc(name: string): DocumentPlace {
  return at(name, `docs/${name}.md`);
}

/** All documents that are there. A package may have left some out. */
export async function readDocuments(): Promise<readonly Document[]> {
  const places = READERS.flatMap(({ documents }) => documents);
  const read = places.map(async (place): Promise<Document[]> => {
    const text = await readFile(path.join(PROJECT_ROOT, place.file), 'utf8').catch(() => null);
    return text === null
      ? []
      : [{ ...place, text, title: /^# (.+)$/m.exec(text)?.[1]?.replaceAll('`', '') ?? place.file }];
  });
  return (await Promise.all(read)).flat();
}
