import type { MemberYaml, ModelFile, PolicyYaml, ViewYaml } from './model-file.js';

/** Told in `meta` of such a column: the dimension that it sorts. */
const SORTS = 'sorts';

const nameOf = (dimension: string) => `${dimension}_order`;

/**
 * Adds to each dimension with `meta.order` a column with each member's place in it, `tenure_band_order` beside `tenure_band`, as
 * tools sort that know only values (`ORDER BY tenure_band_order`, Power BI's *Sort by column*). Views that show the dimension
 * show the column, under the same policy. A name that the model has itself stays the model's.
 */
export function addOrderColumns(files: readonly ModelFile[]): void {
  const sorted = new Map<string, ReadonlySet<string>>();
  for (const cube of files.flatMap(({ content }) => (Array.isArray(content.cubes) ? content.cubes : []))) {
    const dimensions = Array.isArray(cube.dimensions) ? cube.dimensions : [];
    const taken = new Set([...dimensions, ...(cube.measures ?? []), ...(cube.segments ?? [])].map(({ name }) => name));
    const ordered = dimensions.filter(({ name, meta }) => Array.isArray(meta?.['order']) && !taken.has(nameOf(name)));
    if (ordered.length === 0 || (cube.data_source ?? 'default') !== 'default') continue;
    cube.dimensions = [...dimensions, ...ordered.map(columnOf)];
    sorted.set(cube.name, new Set(ordered.map(({ name }) => name)));
  }
  for (const view of files.flatMap(({ content }) => (Array.isArray(content.views) ? content.views : [])))
    addToView(view, sorted);
}

function columnOf({ name, title, description, meta }: MemberYaml): MemberYaml {
  const members = (meta?.['order'] as unknown[]).map((value) => `'${String(value).replaceAll("'", "\\'")}'`);
  const { title: zh } = (meta?.['zh'] ?? {}) as { readonly title?: string };
  const of = title ?? name;
  return {
    name: nameOf(name),
    sql: `indexOf([${members.join(', ')}], toString({${name}}))`,
    type: 'number',
    title: `${of} (order)`,
    description: `Place of the member in the order of ${of}; 0 for others${description ? `. ${description}` : ''}`,
    meta: { format: 'integer', [SORTS]: name, zh: { title: `${zh ?? of}（排序）` } },
  };
}

function addToView(view: ViewYaml, sorted: ReadonlyMap<string, ReadonlySet<string>>): void {
  for (const { join_path: path, includes } of view.cubes ?? []) {
    if (!Array.isArray(includes)) continue;
    const known = sorted.get(path?.split('.').at(-1) ?? '');
    const named = includes.map((item) => (typeof item === 'string' ? { name: item, alias: undefined } : item));
    for (const { name, alias } of named) {
      if (!known?.has(name) || named.some((other) => (other.alias ?? other.name) === nameOf(alias ?? name))) continue;
      includes.push(alias === undefined ? nameOf(name) : { name: nameOf(name), alias: nameOf(alias) });
      for (const policy of view.access_policy ?? []) addToPolicy(policy, alias ?? name);
    }
  }
}

/** What a policy says of the dimension it says of its column. */
function addToPolicy({ member_level: level, member_masking: masking }: PolicyYaml, dimension: string): void {
  for (const list of [level?.includes, level?.excludes, masking?.includes, masking?.excludes])
    if (Array.isArray(list) && list.includes(dimension)) list.push(nameOf(dimension));
}
