import type { RequestHandler } from 'express';
import { lentMeasures } from './rest-lent.js';
import { openArgument } from './rest-members.js';

interface MetaMember {
  readonly name: string;
  readonly shortTitle?: string;
  readonly meta?: Readonly<Record<string, unknown>>;
  readonly type: string;
  readonly drillMembers?: readonly string[];
  readonly drillMembersGrouped?: { readonly measures?: readonly string[]; readonly dimensions?: readonly string[] };
}

interface MetaFolder {
  readonly name: string;
  readonly members: readonly (string | MetaFolder)[];
}

interface MetaCube {
  readonly name: string;
  readonly title?: string;
  readonly meta?: Readonly<Record<string, unknown>>;
  readonly measures?: readonly MetaMember[];
  readonly dimensions?: readonly MetaMember[];
  readonly segments?: readonly MetaMember[];
  readonly folders?: readonly MetaFolder[];
  readonly nestedFolders?: readonly MetaFolder[];
}

/**
 * Takes from /meta the names that Cube leaves in: drill members, keys and members of folders that the caller may not see. Adds
 * to each view the measures that it has from another one and that can be asked without arguments.
 */
export const hideNames: RequestHandler = (request, response, next) => {
  if (!/\/meta\/?$/.test(request.path)) return next();
  const send = response.json.bind(response);
  response.json = (body: unknown) => send(isMeta(body) ? { ...body, cubes: withLent(body.cubes.map(pruned)) } : body);
  next();
};

function withLent(cubes: readonly MetaCube[]): MetaCube[] {
  const lenders = new Map(cubes.map((cube) => [cube.name, cube]));
  const lent = [...lentMeasures(cubes.map(({ folders: _folders, ...config }) => ({ config })))];
  return cubes.map((cube) => {
    const measures = lent.flatMap(([name, lender]) => {
      const [view, short = ''] = name.split('.');
      const measure = lenders.get(lender)?.measures?.find((one) => one.name === `${lender}.${short}`);
      if (view !== cube.name || !measure || openArgument(measure.meta) !== undefined) return [];
      const { drillMembers: _drill, drillMembersGrouped: _grouped, ...rest } = measure;
      return [{ ...rest, name, title: [cube.title, measure.shortTitle].join(' ').trim() }];
    });
    return measures.length === 0 ? cube : { ...cube, measures: [...(cube.measures ?? []), ...measures] };
  });
}

function pruned(cube: MetaCube): MetaCube {
  const visible = new Set(
    [...(cube.measures ?? []), ...(cube.dimensions ?? []), ...(cube.segments ?? [])].map(({ name }) => name),
  );
  const seen = (names: readonly string[] = []) => names.filter((name) => visible.has(name));
  const meta = Object.entries(cube.meta ?? {}).filter(
    ([note, names]) => !NAMING.has(note) || namesIn(names).every((name) => visible.has(`${cube.name}.${name}`)),
  );
  const folder = ({ members, ...rest }: MetaFolder): MetaFolder => ({
    ...rest,
    members: members.flatMap((member): (string | MetaFolder)[] => {
      if (typeof member !== 'string') return [folder(member)];
      return visible.has(member) ? [member] : [];
    }),
  });
  return {
    ...cube,
    ...(cube.folders ? { folders: cube.folders.map(folder) } : {}),
    ...(cube.nestedFolders ? { nestedFolders: cube.nestedFolders.map(folder) } : {}),
    ...(cube.meta ? { meta: Object.fromEntries(meta) } : {}),
    measures: (cube.measures ?? []).filter(isOffered).map((measure) => ({
      ...measure,
      ...(measure.drillMembers ? { drillMembers: seen(measure.drillMembers) } : {}),
      ...(measure.drillMembersGrouped
        ? {
            drillMembersGrouped: {
              measures: seen(measure.drillMembersGrouped.measures),
              dimensions: seen(measure.drillMembersGrouped.dimensions),
            },
          }
        : {}),
    })),
  };
}

/** Notes of a view that name members of it, as texts in a list or an object. */
const NAMING: ReadonlySet<string> = new Set(['key', 'row_key', 'similar']);

function namesIn(note: unknown): string[] {
  return typeof note === 'object' && note !== null ? Object.values(note).map(String) : [String(note)];
}

/** Not the server's own measures, which the routes refuse by name. */
const isOffered = ({ meta }: MetaMember) => meta?.['internal'] !== true;

function isMeta(body: unknown): body is { readonly cubes: readonly MetaCube[] } {
  return typeof body === 'object' && body !== null && 'cubes' in body && Array.isArray(body.cubes);
}
