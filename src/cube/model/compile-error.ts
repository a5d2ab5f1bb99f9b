import { TenureError } from '../../errors/errors.js';
import type { ModelFile } from './model-file.js';
import { positionOf } from './position.js';

/** What Cube's compiler found wrong, with the file and line that it speaks of where they can be told. */
export function asModelError(error: unknown, files: readonly ModelFile[]): TenureError {
  if (error instanceof TenureError) return error;
  const text = (error instanceof Error ? error.message : String(error)).replace(/^Compile errors:\s*/, '').trim();
  const place = placeOf(text, files);
  return new TenureError('MODEL', place === undefined ? text : `${place}: ${text}`, { cause: error });
}

function placeOf(text: string, files: readonly ModelFile[]): string | undefined {
  const items = files.flatMap(({ content }) => [...(content.cubes ?? []), ...(content.views ?? [])]);
  const item = items.find(({ name }) => new RegExp(`\\b${escape(name)}\\b`).test(text));
  if (item) {
    const members = ['dimensions', 'measures', 'segments'].flatMap(
      (kind) => (item[kind] as { name: string }[] | undefined) ?? [],
    );
    const member = members
      .filter(({ name }) => new RegExp(`\\b${escape(name)}\\b`).test(text))
      .sort((a, b) => b.name.length - a.name.length)[0];
    return positionOf(files, item.name, member?.name);
  }
  return files.find(({ name }) => text.includes(name))?.name;
}

function escape(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
