import type { Cell } from '../contract/answer.js';
import type { AxisMember, Level } from './pivot-query.js';
import { keyOf } from './pivot-questions.js';

export type Axis = readonly AxisMember[];

const WORDS = {
  en: { total: 'Total', others: 'Others', none: '(none)' },
  zh: { total: '合计', others: '其他', none: '（无）' },
} as const;

export interface Siblings {
  keeps(path: readonly Cell[]): boolean;
  compare?(one: readonly Cell[], other: readonly Cell[]): number;
}

/**
 * The members of an axis: each parent before its children, others after their siblings, the grand total last.
 * `paths` are those of each depth from 0 (the grand total) on.
 */
export function buildAxis(
  levels: readonly Level[],
  paths: readonly (readonly (readonly Cell[])[])[],
  siblings: Siblings = { keeps: () => true },
  othersOf: ReadonlySet<string> = new Set(),
  language: 'en' | 'zh' = 'en',
): Axis {
  const words = WORDS[language];
  const children = childrenByParent(paths, siblings);
  const member = (path: readonly Cell[], isOthers: boolean): AxisMember => ({
    path,
    label: isOthers ? words.others : labelOf(path, levels, words),
    level: path.length,
    isTotal: path.length < levels.length || path.length === 0,
    isOthers,
  });
  const below = (parent: readonly Cell[]): AxisMember[] => {
    const key = keyOf(parent);
    const members = (children.get(key) ?? []).flatMap((path) => [member(path, false), ...below(path)]);
    return othersOf.has(key) ? [...members, member([...parent, null], true)] : members;
  };
  return [...below([]), member([], false)];
}

function childrenByParent(paths: readonly (readonly (readonly Cell[])[])[], siblings: Siblings) {
  const children = new Map<string, (readonly Cell[])[]>();
  for (const path of paths.slice(1).flat()) {
    if (!siblings.keeps(path)) continue;
    const key = keyOf(path.slice(0, -1));
    const known = children.get(key);
    if (known) known.push(path);
    else children.set(key, [path]);
  }
  if (siblings.compare) for (const paths of children.values()) paths.sort(siblings.compare);
  return children;
}

function labelOf(path: readonly Cell[], levels: readonly Level[], words: (typeof WORDS)['en' | 'zh']): string {
  if (path.length === 0) return words.total;
  const value = path[path.length - 1] ?? null;
  if (value === null) return words.none;
  const text = String(value);
  switch (levels[path.length - 1]?.granularity) {
    case 'year':
      return text.slice(0, 4);
    case 'quarter':
      return `${text.slice(0, 4)}-Q${Math.ceil(Number(text.slice(5, 7)) / 3)}`;
    case 'month':
      return text.slice(0, 7);
    default:
      return text;
  }
}
