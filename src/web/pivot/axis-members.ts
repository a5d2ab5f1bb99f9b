import type { AxisMember } from '../api/types.js';
import { type Path, pathKey } from './state.js';

/** A member of an axis as the grid shows it. */
export interface Member {
  readonly path: Path;
  readonly key: string;
  readonly label: string;
}

/** An axis' members below their parents, gathered from answers that name some of them more than once. */
export class AxisMembers {
  private readonly children = new Map<string, Member[]>();
  private readonly known = new Set<string>();

  /** What a question about the children of `parent` told; a path of null is left out. */
  add(members: readonly AxisMember[], paths: readonly (Path | null)[], parent: Path): void {
    this.below(pathKey(parent));
    members.forEach(({ label }, i) => {
      const path = paths[i];
      if (!path || path.length <= parent.length) return;
      const key = pathKey(path);
      const siblings = this.below(pathKey(path.slice(0, -1)));
      if (!this.known.has(key)) siblings.push({ path, key, label });
      this.known.add(key);
    });
  }

  /** The children of a member by its key; undefined where nothing was told of them yet. */
  of(parentKey: string): readonly Member[] | undefined {
    return this.children.get(parentKey);
  }

  private below(parentKey: string): Member[] {
    const siblings = this.children.get(parentKey) ?? [];
    this.children.set(parentKey, siblings);
    return siblings;
  }
}
