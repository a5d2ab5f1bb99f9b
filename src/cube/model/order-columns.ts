import { showCompanions } from './companions.js';
import type { MemberYaml, ModelFile } from './model-file.js';

/** Told in `meta` of such a column: the dimension that it sorts. */
const SORTS = 'sorts';

const SUFFIX = '_order';
const nameOf = (dimension: string) => `${dimension}${SUFFIX}`;

/**
 * Adds to each dimension with `meta.order` a column with each member's place in it, `tenure_band_order` beside `tenure_band`, as
 * tools sort that know only values (`ORDER BY tenure_band_order`, Power BI's *Sort by column*). Views that show the dimension
 * show the column, under the same policy. A name that the model has itself stays the model's.
 */
export function addOrderColumns(files: readonly ModelFile[]): void {
  const sorted = new Map<string, ReadonlyMap<string, readonly string[]>>();
  for (const cube of files.flatMap(({ content }) => (Array.isArray(content.cubes) ? content.cubes : []))) {
    const dimensions = Array.isArray(cube.dimensions) ? cube.dimensions : [];
    const taken = new Set([...dimensions, ...(cube.measures ?? []), ...(cube.segments ?? [])].map(({ name }) => name));
    const ordered = dimensions.filter(({ name, meta }) => Array.isArray(meta?.['order']) && !taken.has(nameOf(name)));
    if (ordered.length === 0 || (cube.data_source ?? 'default') !== 'default') continue;
    cube.dimensions = [...dimensions, ...ordered.map(columnOf)];
    sorted.set(cube.name, new Map(ordered.map(({ name }) => [name, [SUFFIX]])));
  }
  showCompanions(files, sorted);
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
