import { isMap, isScalar, isSeq } from 'yaml';
import type { ModelFile } from './model-file.js';

const SECTIONS = ['cubes', 'views'] as const;
const MEMBERS = ['dimensions', 'measures', 'segments', 'joins', 'hierarchies', 'folders'] as const;

/** `cubes/plan.yml:12` of a cube or view, or of one of its members, inherited ones too. */
export function positionOf(files: readonly ModelFile[], item: string, member?: string): string | undefined {
  for (const file of files) {
    for (const section of SECTIONS) {
      const node = named(file.document.get(section), item);
      if (!isMap(node)) continue;
      const inner = member === undefined ? undefined : memberNode(node, member);
      const base: unknown = node.get('extends');
      if (member !== undefined && !inner && typeof base === 'string' && base !== item)
        return positionOf(files, base, member);
      return `${file.name}:${lineOf(file, inner ?? node)}`;
    }
  }
  return undefined;
}

/** The SQL of a cube's member as the model spells it. */
export function sqlOfMember(files: readonly ModelFile[], path: string): string | undefined {
  const [item, member] = path.split('.');
  const cube = files.flatMap(({ content }) => content.cubes ?? []).find(({ name }) => name === item);
  const members = [...(cube?.measures ?? []), ...(cube?.dimensions ?? [])];
  return members.find(({ name }) => name === member)?.sql;
}

function memberNode(item: unknown, member: string): unknown {
  if (!isMap(item)) return undefined;
  for (const kind of MEMBERS) {
    const found = named(item.get(kind), member);
    if (found) return found;
  }
  return undefined;
}

function named(list: unknown, name: string): unknown {
  if (!isSeq(list)) return undefined;
  return list.items.find((item) => isMap(item) && item.get('name') === name);
}

function lineOf(file: ModelFile, node: unknown): number {
  const ranged = isMap(node) || isScalar(node) ? node.range : undefined;
  return ranged ? file.lines.linePos(ranged[0]).line : 1;
}
