import type { CubeYaml, MemberYaml, ModelFile } from './model-file.js';

/** Tables and dictionaries of the warehouse that each view of a model reads, by the SQL of its cubes and shown members. */
export function tablesOfViews(files: readonly ModelFile[]): ReadonlyMap<string, readonly string[]> {
  const cubes = new Map(
    files.flatMap(({ content }) => (content.cubes ?? []).map((cube) => [cube.name, cube] as const)),
  );
  const views = files.flatMap(({ content }) => content.views ?? []);
  return new Map(
    views.map(({ name, cubes: joined = [] }) => {
      const read = joined.flatMap(({ join_path, includes = '*' }) => {
        const path = join_path.split('.').map((one) => cubes.get(one));
        const shown =
          includes === '*' ? null : new Set(includes.map((one) => (typeof one === 'string' ? one : one.name)));
        return [...path.flatMap(ownTables), ...membersOf(path.at(-1), shown).flatMap(({ sql }) => tablesIn(sql))];
      });
      return [name, [...new Set(read)]];
    }),
  );
}

const ownTables = (cube: CubeYaml | undefined): readonly string[] =>
  [cube?.['sql_table'], cube?.['sql']].flatMap(tablesIn);

const membersOf = (cube: CubeYaml | undefined, shown: ReadonlySet<string> | null): readonly MemberYaml[] =>
  [...(cube?.dimensions ?? []), ...(cube?.measures ?? [])].filter(({ name }) => shown === null || shown.has(name));

const tablesIn = (sql: unknown): readonly string[] =>
  typeof sql === 'string' ? [...sql.matchAll(/\btenure\.(\w+)/g)].map(([, table]) => table ?? '') : [];
