import { TenureError } from '../../errors/errors.js';
import { didYouMean } from '../../errors/nearest.js';
import type { CubeYaml, ModelContent, ModelFile } from './model-file.js';
import { positionOf } from './position.js';

const LISTS = ['joins', 'dimensions', 'measures', 'segments', 'hierarchies', 'access_policy'] as const;

type Named = { readonly name?: string; readonly meta?: Record<string, unknown>; readonly [other: string]: unknown };

/**
 * Writes out `extends` of cubes, so that all later steps see whole cubes. As in Cube, a cube has what it extends with its own
 * members in place of those of the same name, and policies are added up. Beyond Cube, a member without `sql` and `type` changes
 * only what it names, such as a description. A cube that has no table and that others extend is a base and goes.
 * Throws MODEL with file and line for a cube that is not there or that extends itself.
 */
export function extendCubes(files: readonly ModelFile[]): void {
  const cubes = new Map(files.flatMap((file) => cubesOf(file.content)).map((cube) => [cube.name, cube]));
  const extended = new Set<string>();
  const done = new Map<string, CubeYaml>();
  const whole = (cube: CubeYaml, path: readonly string[]): CubeYaml => {
    const known = done.get(cube.name);
    if (known) return known;
    const { extends: base, ...own } = cube;
    const found = typeof base === 'string' ? baseOf(cube.name, base, path) : undefined;
    const written = found ? merged(whole(found, [...path, cube.name]), own as CubeYaml) : cube;
    done.set(cube.name, written);
    return written;
  };
  const baseOf = (name: string, base: string, path: readonly string[]): CubeYaml => {
    const found = cubes.get(base);
    extended.add(base);
    const at = () => positionOf(files, name);
    if (!found)
      throw new TenureError(
        'MODEL',
        `${at()}: ${name} extends ${base}, which is not in the model${didYouMean(base, [...cubes.keys()])}`,
      );
    if (base === name || path.includes(base)) throw new TenureError('MODEL', `${at()}: ${name} extends itself.`);
    return found;
  };
  for (const { content } of files) {
    if (!Array.isArray(content.cubes)) continue;
    content.cubes = cubesOf(content).map((cube) => whole(cube, []));
  }
  for (const { content } of files) {
    if (!Array.isArray(content.cubes)) continue;
    content.cubes = content.cubes.filter(
      (cube) => !extended.has(cube.name) || cube['sql'] !== undefined || cube['sql_table'] !== undefined,
    );
  }
}

function cubesOf({ cubes }: ModelContent): CubeYaml[] {
  return Array.isArray(cubes) ? cubes : [];
}

function merged(base: CubeYaml, own: CubeYaml): CubeYaml {
  const result: CubeYaml = structuredClone({ ...base, ...own });
  if (base.meta || own.meta) result.meta = structuredClone({ ...base.meta, ...own.meta });
  for (const list of LISTS) {
    const all = mergedList(membersIn(base, list), membersIn(own, list));
    if (all.length > 0) result[list] = all as never;
  }
  return result;
}

function membersIn(cube: CubeYaml, list: string): readonly Named[] {
  const members = cube[list];
  return Array.isArray(members) ? (members as Named[]) : [];
}

function mergedList(base: readonly Named[], own: readonly Named[]): Named[] {
  const inherited = base.map((member) => {
    const change = own.find(({ name }) => name !== undefined && name === member.name);
    return change ? changed(member, change) : structuredClone(member);
  });
  const names = new Set(base.flatMap(({ name }) => (name === undefined ? [] : [name])));
  return [...inherited, ...own.filter(({ name }) => name === undefined || !names.has(name))];
}

function changed(member: Named, change: Named): Named {
  if (change['sql'] !== undefined || change['type'] !== undefined || change['levels'] !== undefined) return change;
  const meta = member.meta || change.meta ? { meta: { ...member.meta, ...change.meta } } : {};
  return structuredClone({ ...member, ...change, ...meta });
}
