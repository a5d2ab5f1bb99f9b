import type { CubeYaml, MemberYaml, ModelFile, ViewYaml } from '../../cube/model/model-file.js';
import { positionOf } from '../../cube/model/position.js';
import { divisionOf } from '../../cube/model/ratios.js';
import { didYouMean } from '../../errors/nearest.js';
import { notesOf } from './member-notes.js';

/** Names in `meta` that nothing in the model bears: views, and members of the same view or cube. One line each. */
export function checkReferences(files: readonly ModelFile[]): string[] {
  const views = files.flatMap(({ content }) => content.views ?? []);
  const cubes = files.flatMap(({ content }) => content.cubes ?? []);
  const named = views.map(({ name }) => name);
  return [
    ...views.flatMap((view) => viewProblems(files, view, named)),
    ...cubes.flatMap((cube) => cubeProblems(files, cube)),
  ];
}

function viewProblems(files: readonly ModelFile[], view: ViewYaml, views: readonly string[]): string[] {
  const { beside, history, row_key: rowKey = [], time, similar } = notesOf(view.meta);
  const at = () => `${positionOf(files, view.name)}: ${view.name}: `;
  const others = Object.entries({ beside, history }).flatMap(([key, name]) =>
    name === undefined || views.includes(name)
      ? []
      : [`${at()}meta.${key} names the view ${name}, which is not in the model${didYouMean(name, views)}`],
  );
  const members = membersOf(view);
  if (members === undefined) return others;
  const asked = [...rowKey, ...(time === undefined ? [] : [time]), ...Object.values(similar ?? {})];
  return [
    ...others,
    ...asked
      .filter((name) => !members.includes(name))
      .map((name) => `${at()}meta names ${name}, which is not in the view${didYouMean(name, members)}`),
  ];
}

/** The members that a view lists; undefined where it takes all of a cube. */
function membersOf(view: ViewYaml): string[] | undefined {
  const lists = (view.cubes ?? []).map(({ includes }) => includes);
  if (!lists.every((list) => Array.isArray(list))) return undefined;
  return lists.flat().map((item) => (typeof item === 'string' ? item : (item.alias ?? item.name)));
}

function cubeProblems(files: readonly ModelFile[], cube: CubeYaml): string[] {
  // What a cube inherits is not looked through here: the engine tells it when the views are described.
  if (cube['extends'] !== undefined) return [];
  const names = [...(cube.measures ?? []), ...(cube.dimensions ?? [])].map(({ name }) => name);
  return (cube.measures ?? []).flatMap((measure) => {
    const at = `${positionOf(files, cube.name, measure.name)}: ${cube.name}.${measure.name}: meta`;
    const unknown = partsOf(measure).filter((part) => !names.includes(part));
    return [
      ...unknown.map((part) => `${at} names ${part}, which is not in the cube${didYouMean(part, names)}`),
      ...ratiosAsked(measure).map(
        (kind) => `${at}.derived lists ${kind}, but the measure does not divide one measure of its cube by another`,
      ),
    ];
  });
}

/** What is derived of ratios alone, where the measure is none. */
function ratiosAsked({ meta, sql }: MemberYaml): string[] {
  if (divisionOf(sql) !== undefined) return [];
  return (notesOf(meta).derived ?? []).filter((kind) => kind === 'interval' || kind === 'small');
}

function partsOf({ meta }: MemberYaml): string[] {
  const { ratio, period, distinct } = notesOf(meta);
  return [...Object.values(ratio ?? {}), ...(period ? [period.of] : []), ...(distinct ? Object.values(distinct) : [])];
}
