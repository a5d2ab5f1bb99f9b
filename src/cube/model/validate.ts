import { TenureError } from '../../errors/errors.js';
import type { CubeYaml, MemberYaml, ModelFile, ViewYaml } from './model-file.js';
import { positionOf } from './position.js';

const DATA_SOURCES = ['default', 'store'];

/**
 * Refuses what the engine would answer wrongly or not at all, before anybody asks. Throws MODEL with one line for each
 * problem, each with file and line.
 */
export function validateModel(files: readonly ModelFile[]): void {
  const problems = [
    ...duplicates(files),
    ...files.flatMap((file) => cubesOf(file).flatMap((cube) => cubeProblems(files, cube))),
  ];
  for (const file of files) for (const view of viewsOf(file)) problems.push(...viewProblems(files, view));
  if (problems.length > 0) throw new TenureError('MODEL', problems.join('\n'));
}

function cubesOf(file: ModelFile): readonly CubeYaml[] {
  return list<CubeYaml>(file, file.content.cubes, 'cubes');
}

function viewsOf(file: ModelFile): readonly ViewYaml[] {
  return list<ViewYaml>(file, file.content.views, 'views');
}

function list<T>(file: ModelFile, value: unknown, section: string): readonly T[] {
  if (value === undefined || value === null) return [];
  if (Array.isArray(value) && value.every((item) => typeof item === 'object' && item !== null && 'name' in item))
    return value;
  throw new TenureError('MODEL', `${file.name}:1: ${section} must be a list of items with a name.`);
}

function duplicates(files: readonly ModelFile[]): string[] {
  const seen = new Map<string, ModelFile>();
  const problems: string[] = [];
  for (const file of files) {
    for (const { name } of [...cubesOf(file), ...viewsOf(file)]) {
      const first = seen.get(name);
      if (first)
        problems.push(
          `${positionOf([file], name)}: ${name} is defined in ${positionOf([first], name) ?? first.name} already.`,
        );
      else seen.set(name, file);
    }
  }
  return problems;
}

function cubeProblems(files: readonly ModelFile[], cube: CubeYaml): string[] {
  const at = (member?: string) => positionOf(files, cube.name, member);
  const problems: string[] = [];
  const source = cube.data_source ?? 'default';
  if (!DATA_SOURCES.includes(source)) {
    problems.push(`${at()}: data source ${source} is not known; ${DATA_SOURCES.join(' and ')} are.`);
  }
  if (cube['calendar'] === true) {
    problems.push(`${at()}: calendar cubes are refused: their time shifts would answer with the current values.`);
  }
  for (const dimension of cube.dimensions ?? []) {
    if (dimension['time_shift'] !== undefined) {
      problems.push(`${at(dimension.name)}: named time shifts are refused: they would answer with the current values.`);
    }
  }
  if (source !== 'default') return problems;
  for (const measure of cube.measures ?? [])
    problems.push(...measureProblems(measure, () => at(measure.name) ?? cube.name));
  return problems;
}

function measureProblems(measure: MemberYaml, at: () => string): string[] {
  const problems: string[] = [];
  if (measure['rolling_window'] !== undefined) {
    problems.push(
      `${at()}: this rolling_window would double sums on this engine: trailing whole months, quarters or years up to the current month (or to_date by year) of a sum or a count are answered.`,
    );
  }
  if (measure['time_shift'] !== undefined) {
    problems.push(
      `${at()}: this time_shift would lose months without an earlier one: one prior shift by whole months, quarters or years of another measure of the cube is answered.`,
    );
  }
  return problems;
}

function viewProblems(files: readonly ModelFile[], view: ViewYaml): string[] {
  const cubes = new Map(files.flatMap((file) => cubesOf(file)).map((cube) => [cube.name, cube]));
  return (view.cubes ?? []).flatMap(({ join_path: path, includes }) => {
    const cube = cubes.get(path?.split('.').at(-1) ?? '');
    if (!cube)
      return [
        `${positionOf(files, view.name)}: the view ${view.name} names the cube ${path}, which is not in the model.`,
      ];
    if (!Array.isArray(includes)) return [];
    const included = new Set(includes.map((item) => (typeof item === 'string' ? item : item.name)));
    return (cube.measures ?? [])
      .filter((measure) => included.has(measure.name))
      .flatMap((measure) =>
        missingParts(measure)
          .filter((part) => !included.has(part))
          .map((part) => ({ measure, part })),
      )
      .map(
        ({ measure, part }) =>
          `${positionOf(files, view.name)}: ${view.name} includes ${measure.name} but not ${part}, which it is made of.`,
      );
  });
}

/** Other measures that a measure's meta names and that a view must hold with it. */
function missingParts({ meta }: MemberYaml): string[] {
  const named = [record(meta?.['period'])['of'], record(meta?.['target'])['of'], record(meta?.['distinct'])['instead']];
  return named.filter((name): name is string => typeof name === 'string');
}

function record(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
