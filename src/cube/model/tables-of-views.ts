import type { CubeYaml, ModelFile } from './model-file.js';

/** The warehouse's tables that each view of a model reads, by the SQL of the cubes on its join paths. */
export function tablesOfViews(files: readonly ModelFile[]): ReadonlyMap<string, readonly string[]> {
  const cubes = new Map(
    files.flatMap(({ content }) => (content.cubes ?? []).map((cube) => [cube.name, cube] as const)),
  );
  const views = files.flatMap(({ content }) => content.views ?? []);
  return new Map(
    views.map(({ name, cubes: joined = [] }) => {
      const named = joined.flatMap(({ join_path }) => join_path.split('.'));
      return [name, [...new Set(named.flatMap((one) => tablesOf(cubes.get(one))))]];
    }),
  );
}

function tablesOf(cube: CubeYaml | undefined): readonly string[] {
  const text = [cube?.['sql_table'], cube?.['sql']].filter((one) => typeof one === 'string').join(' ');
  return [...text.matchAll(/\btenure\.(\w+)/g)].map(([, table]) => table ?? '');
}
