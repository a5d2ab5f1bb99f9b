import type { RequestHandler } from 'express';

interface MetaMember {
  readonly name: string;
  readonly drillMembers?: readonly string[];
  readonly drillMembersGrouped?: { readonly measures?: readonly string[]; readonly dimensions?: readonly string[] };
}

interface MetaCube {
  readonly name: string;
  readonly meta?: Readonly<Record<string, unknown>>;
  readonly measures?: readonly MetaMember[];
  readonly dimensions?: readonly MetaMember[];
  readonly segments?: readonly MetaMember[];
}

/** Takes from /meta the names that Cube leaves in: drill members and keys that the caller may not see. */
export const hideDrillMembers: RequestHandler = (request, response, next) => {
  if (!/\/meta\/?$/.test(request.path)) return next();
  const send = response.json.bind(response);
  response.json = (body: unknown) => send(isMeta(body) ? { ...body, cubes: body.cubes.map(pruned) } : body);
  next();
};

function pruned(cube: MetaCube): MetaCube {
  const visible = new Set(
    [...(cube.measures ?? []), ...(cube.dimensions ?? []), ...(cube.segments ?? [])].map(({ name }) => name),
  );
  const seen = (names: readonly string[] = []) => names.filter((name) => visible.has(name));
  const { key, ...otherMeta } = cube.meta ?? {};
  const keyIsHidden = key !== undefined && !visible.has(`${cube.name}.${key}`);
  return {
    ...cube,
    ...(keyIsHidden ? { meta: otherMeta } : {}),
    measures: (cube.measures ?? []).map((measure) => ({
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

function isMeta(body: unknown): body is { readonly cubes: readonly MetaCube[] } {
  return typeof body === 'object' && body !== null && 'cubes' in body && Array.isArray(body.cubes);
}
