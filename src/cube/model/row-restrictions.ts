import { appliesTo } from './masks.js';
import type { ModelContent, PolicyYaml } from './model-file.js';

/** By which members the policies leave rows out, read from the policies themselves. */
export interface RowRestrictions {
  restrictedBy(groups: readonly string[], view: string): readonly string[];
}

/** A policy that shows all rows lifts the restrictions of the caller's others, unless it holds under conditions only. */
export function rowRestrictionsOf(contents: readonly ModelContent[]): RowRestrictions {
  const items = contents.flatMap((content) => [...(content.cubes ?? []), ...(content.views ?? [])]);
  const policies = new Map(items.map(({ name, access_policy: own }) => [name, own ?? []]));
  return {
    restrictedBy(groups, view) {
      const own = (policies.get(view) ?? []).filter((policy) => appliesTo(policy, groups));
      if (own.some((policy) => policy['conditions'] === undefined && membersOf(policy).length === 0)) return [];
      return [...new Set(own.flatMap(membersOf))];
    },
  };
}

function membersOf({ row_level: level }: PolicyYaml): string[] {
  if (!isRecord(level) || level['allow_all'] === true) return [];
  return list(level['filters']).flatMap(filterMembers);
}

function filterMembers(filter: unknown): string[] {
  if (!isRecord(filter)) return [];
  const { member, and, or } = filter;
  const own = typeof member === 'string' ? [member.slice(member.indexOf('.') + 1)] : [];
  return [...own, ...list(and).flatMap(filterMembers), ...list(or).flatMap(filterMembers)];
}

function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
