import type { Roles } from '../../access/roles.js';
import { type AttributeType, attributeColumn, type DeclaredAttribute } from '../../warehouse/attributes.js';
import type { CubeYaml, MemberYaml, ModelContent, PolicyYaml, ViewYaml } from './model-file.js';

const DIMENSION_TYPES: Readonly<Record<AttributeType, string>> = {
  text: 'string',
  number: 'number',
  flag: 'boolean',
  date: 'time',
};

/**
 * The operator's declared attributes as dimensions: of each cube whose `meta.attributes` is true, and of each view that
 * includes such a cube and says `meta.attributes: true`. A name that the model uses itself stays the model's. In the
 * view's policies a personal attribute joins the members that the policy already masks or leaves out.
 */
export function addAttributes(
  contents: ModelContent[],
  attributes: readonly DeclaredAttribute[],
  roles: Roles,
): ModelContent[] {
  const carriers = new Set<string>();
  for (const cube of contents.flatMap((content) => content.cubes ?? [])) {
    if (cube.meta?.['attributes'] !== true) continue;
    carriers.add(cube.name);
    for (const attribute of attributes) addToCube(cube, attribute);
  }
  for (const view of contents.flatMap((content) => content.views ?? [])) {
    if (view.meta?.['attributes'] === true) addToView(view, carriers, attributes, roles);
  }
  return contents;
}

function addToCube(cube: CubeYaml, attribute: DeclaredAttribute): void {
  const taken = [...(cube.dimensions ?? []), ...(cube.measures ?? []), ...(cube.segments ?? [])];
  if (taken.some((member) => member.name === attribute.name)) return;
  cube.dimensions = [...(cube.dimensions ?? []), dimensionOf(attribute)];
}

/** A text that is missing is the member Unknown, which every door can choose and leave out; numbers, dates and flags are null. */
function dimensionOf(attribute: DeclaredAttribute): MemberYaml {
  const { name, type, titleEn, titleZh, descriptionEn, descriptionZh, personal } = attribute;
  const column = `{CUBE}.${attributeColumn(type)}`;
  const value = `${column}['${name}']`;
  return {
    name,
    type: DIMENSION_TYPES[type],
    sql:
      type === 'text'
        ? `if(${value} = '', 'Unknown', ${value})`
        : `if(mapContains(${column}, '${name}'), ${value}, NULL)`,
    title: titleEn || name,
    ...(descriptionEn ? { description: descriptionEn } : {}),
    meta: {
      zh: { title: titleZh || titleEn || name, description: descriptionZh || descriptionEn },
      ...(type === 'date' ? { grain: 'day' } : {}),
      ...(personal ? { personal: true } : {}),
      declared: true,
    },
  };
}

function addToView(
  view: ViewYaml,
  carriers: ReadonlySet<string>,
  attributes: readonly DeclaredAttribute[],
  roles: Roles,
): void {
  const join = view.cubes?.find((cube) => carriers.has(cube.join_path.split('.').at(-1) ?? ''));
  if (!join || !Array.isArray(join.includes)) return;
  const taken = new Set(
    (view.cubes ?? []).flatMap((cube) =>
      Array.isArray(cube.includes)
        ? cube.includes.map((item) => (typeof item === 'string' ? item : (item.alias ?? item.name)))
        : [],
    ),
  );
  for (const { name, personal } of attributes) {
    if (taken.has(name)) continue;
    join.includes.push(name);
    for (const policy of view.access_policy ?? []) addToPolicy(policy, name, personal, roles);
  }
}

function addToPolicy(policy: PolicyYaml, name: string, personal: boolean, roles: Roles): void {
  const { member_level: level, member_masking: masking } = policy;
  if (!personal) {
    if (Array.isArray(level?.includes)) level.includes.push(name);
    return;
  }
  if (Array.isArray(masking?.includes)) masking.includes.push(name);
  if (roles.may({ groups: policy.group === undefined ? [] : [policy.group] }, 'personal_fields')) return;
  if (!level) policy.member_level = { includes: '*', excludes: [name] };
  else if (Array.isArray(level.excludes)) level.excludes.push(name);
  else if (level.includes === '*') level.excludes = [name];
}
