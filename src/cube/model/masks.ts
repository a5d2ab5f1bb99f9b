import type { ModelContent, PolicyYaml } from './model-file.js';

/** Which members a set of groups sees masked only, read from the policies themselves. */
export interface Masks {
  isMasked(groups: readonly string[], view: string, member: string): boolean;
}

type MemberList = '*' | readonly string[] | undefined;

/**
 * A member is masked for a caller when some policy of the caller's groups masks it and none shows it in full. (Cube also
 * knows members that are in full on some rows only; a policy that shows rows in part counts as showing in full here only
 * together with Cube's own check of each row.)
 */
export function masksOf(contents: readonly ModelContent[]): Masks {
  const policies = new Map<string, readonly PolicyYaml[]>();
  for (const item of contents.flatMap((content) => [...(content.cubes ?? []), ...(content.views ?? [])])) {
    if (item.access_policy?.some((policy) => policy.member_masking)) policies.set(item.name, item.access_policy);
  }
  return {
    isMasked(groups, view, member) {
      const own = (policies.get(view) ?? []).filter((policy) => appliesTo(policy, groups));
      if (own.length === 0) return false;
      return !own.some((policy) => shows(policy, member)) && own.some((policy) => masks(policy, member));
    },
  };
}

export function appliesTo({ group, groups }: PolicyYaml, own: readonly string[]): boolean {
  const named = [...(groups ?? []), ...(group === undefined ? [] : [group])];
  return named.length === 0 || named.some((name) => name === '*' || own.includes(name));
}

function shows({ member_level: level, member_masking: masking }: PolicyYaml, member: string): boolean {
  if (!level) return !masking || !holds(masking.includes ?? '*', member);
  return holds(level.includes ?? '*', member) && !holds(level.excludes, member);
}

function masks({ member_masking: masking }: PolicyYaml, member: string): boolean {
  return masking !== undefined && holds(masking.includes ?? '*', member) && !holds(masking.excludes, member);
}

function holds(list: MemberList, member: string): boolean {
  return list === '*' || (list?.includes(member) ?? false);
}
