import type { DescribedModel } from '../semantic/create.js';
import type { View } from '../semantic/model/view.js';
import { drillOf } from './annotation.js';
import { type MemberDefinition, openArgument } from './members.js';
import { shownNotes } from './notes.js';

interface Folder {
  readonly name: string;
  readonly members: readonly (string | Folder)[];
}

/** Cube's description of a view, of which `folders` and `nestedFolders` are passed on. */
type Item = View['item'] & { readonly nestedFolders?: readonly Folder[] };

/** What `/meta` answers: the views with what this caller may ask of each, and no SQL. */
export function metaOf({ views }: DescribedModel) {
  return { cubes: [...views.values()].map(cubeOf) };
}

/** Members that the view has itself, and the measures that it shows of another view, that can be asked without arguments. */
function cubeOf(view: View) {
  const {
    measures: _m,
    dimensions: _d,
    segments: _s,
    hierarchies,
    folders,
    nestedFolders,
    meta,
    ...rest
  } = view.item as Item;
  const measures = [...view.measures].filter(([, measure]) => openArgument(measure) === undefined);
  const seen = new Set([
    ...measures.map(([name]) => `${view.name}.${name}`),
    ...[...view.dimensions.values(), ...view.segments.values()].map(({ name }) => name),
  ]);
  const withMeta = <T extends { readonly meta?: View['item']['meta'] }>(item: T) => ({
    ...item,
    ...(item.meta ? { meta: shownNotes(item.meta, view) } : {}),
  });
  return {
    ...rest,
    ...(meta ? { meta: shownNotes(meta, view) } : {}),
    measures: measures.map(([name, measure]) => measureOf(view, name, measure as MemberDefinition)),
    dimensions: [...view.dimensions.values()].map(withMeta),
    segments: [...view.segments.values()].map(withMeta),
    hierarchies: (hierarchies ?? [])
      .map((hierarchy) => ({ ...hierarchy, levels: hierarchy.levels.filter((level) => seen.has(level)) }))
      .filter(({ levels }) => levels.length > 0),
    ...(folders ? { folders: folders.map((folder) => pruned(folder, seen)) } : {}),
    ...(nestedFolders ? { nestedFolders: nestedFolders.map((folder) => pruned(folder, seen)) } : {}),
  };
}

function measureOf(view: View, name: string, measure: MemberDefinition) {
  const { drillMembers: _members, ...rest } = measure;
  const isOwn = measure.name === `${view.name}.${name}`;
  const title = isOwn ? measure.title : [view.item.title, measure.shortTitle].join(' ').trim();
  const { drillMembersGrouped: _grouped, ...plain } = rest as typeof rest & { drillMembersGrouped?: unknown };
  return {
    ...plain,
    name: `${view.name}.${name}`,
    title,
    ...(measure.meta ? { meta: shownNotes(measure.meta, view) } : {}),
    ...drillOf(measure, view),
  };
}

function pruned({ members, ...rest }: Folder, seen: ReadonlySet<string>): Folder {
  return {
    ...rest,
    members: members.flatMap((member): (string | Folder)[] => {
      if (typeof member !== 'string') return [pruned(member, seen)];
      return seen.has(member) ? [member] : [];
    }),
  };
}
