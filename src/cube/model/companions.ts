import type { ModelFile, PolicyYaml, ViewYaml } from './model-file.js';

/** Of each cube, the members that others go with: what those are called after the member's own name. */
export type Companions = ReadonlyMap<string, ReadonlyMap<string, readonly string[]>>;

/** Shows members wherever a view shows the one they go with, under the same policy. Names that a view has already stay. */
export function showCompanions(files: readonly ModelFile[], companions: Companions): void {
  for (const view of files.flatMap(({ content }) => (Array.isArray(content.views) ? content.views : [])))
    addToView(view, companions);
}

function addToView(view: ViewYaml, companions: Companions): void {
  for (const { join_path: path, includes } of view.cubes ?? []) {
    if (!Array.isArray(includes)) continue;
    const known = companions.get(path?.split('.').at(-1) ?? '');
    const named = includes.map((item) => (typeof item === 'string' ? { name: item, alias: undefined } : item));
    for (const { name, alias } of named) {
      for (const suffix of known?.get(name) ?? []) {
        const shown = `${alias ?? name}${suffix}`;
        if (named.some((other) => (other.alias ?? other.name) === shown)) continue;
        includes.push(alias === undefined ? shown : { name: `${name}${suffix}`, alias: shown });
        for (const policy of view.access_policy ?? []) addToPolicy(policy, alias ?? name, shown);
      }
    }
  }
}

/** What a policy says of a member it says of what goes with it. */
function addToPolicy(
  { member_level: level, member_masking: masking }: PolicyYaml,
  member: string,
  shown: string,
): void {
  for (const list of [level?.includes, level?.excludes, masking?.includes, masking?.excludes])
    if (Array.isArray(list) && list.includes(member)) list.push(shown);
}
