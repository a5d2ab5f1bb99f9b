import type { ModelContent, ModelFile } from './model-file.js';

/**
 * Cube shows a cube without an access policy to everybody. Here what has none is the administrator's alone, so that
 * somebody else's model is closed until it says who may see it. What is not public needs none: views stand before it.
 */
export function addDefaultPolicies(contents: ModelContent[]): ModelContent[] {
  for (const content of contents) {
    for (const item of [...(content.cubes ?? []), ...(content.views ?? [])]) {
      if (item.public === false || (item.access_policy?.length ?? 0) > 0) continue;
      item.access_policy = [{ group: 'admin', row_level: { allow_all: true } }];
    }
  }
  return contents;
}

/** All groups that policies name, sorted. */
export function groupsNamed(files: readonly ModelFile[]): readonly string[] {
  const items = files.flatMap(({ content }) => [...(content.cubes ?? []), ...(content.views ?? [])]);
  const policies = items.flatMap((item) => item.access_policy ?? []);
  const named = policies.flatMap(({ group, groups = [] }) => (group === undefined ? groups : [group, ...groups]));
  return [...new Set(named.filter((name) => name !== '*'))].sort();
}
