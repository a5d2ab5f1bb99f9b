import type { CubeMetaDimension, CubeMetaItem, CubeMetaMeasure, CubeMetaMember } from '../../cube/meta.js';
import { TenureError } from '../../errors/errors.js';
import { didYouMean } from '../../errors/nearest.js';
import { notesOf } from './member-notes.js';

/** A view as one caller sees it: members by their short names. */
export interface View {
  readonly name: string;
  readonly item: CubeMetaItem;
  readonly measures: ReadonlyMap<string, CubeMetaMeasure>;
  readonly dimensions: ReadonlyMap<string, CubeMetaDimension>;
  readonly segments: ReadonlyMap<string, CubeMetaMember>;
  /** All measures, also those that the model keeps out of sight for the server's own use (`meta.distinct.instead`). */
  readonly hidden: ReadonlyMap<string, CubeMetaMeasure>;
  /** The view whose measures this one shows beside its own, and which those are (they are among `measures`). */
  readonly beside?: { readonly view: View; readonly measures: ReadonlySet<string> };
  /** Dimensions for the server's own use, in templates. */
  readonly hiddenDimensions: ReadonlySet<string>;
}

export function viewOf(item: CubeMetaItem): View {
  return {
    name: item.name,
    item,
    measures: byShortName(item.measures),
    dimensions: byShortName(item.dimensions),
    segments: byShortName(item.segments),
    hidden: new Map((item.measures ?? []).map((measure) => [shortName(measure.name), measure])),
    hiddenDimensions: new Set(
      (item.dimensions ?? []).filter(({ meta }) => meta?.['internal'] === true).map(({ name }) => shortName(name)),
    ),
  };
}

export function shortName(member: string): string {
  return member.slice(member.indexOf('.') + 1);
}

function byShortName<T extends CubeMetaMember>(members: readonly T[] = []): Map<string, T> {
  return new Map(
    members
      .filter((member) => member.isVisible !== false && member.public !== false && member.meta?.['internal'] !== true)
      .map((member) => [shortName(member.name), member]),
  );
}

/** What to do where a caller sees nothing at all. */
export const NO_VIEWS =
  'None of your groups may see a view. What has no access_policy in the model is seen by administrators alone: give its views one, such as access_policy: [{group: analyst, row_level: {allow_all: true}}].';

/** The views that a caller may see at all, by name. */
export function visibleViews(meta: readonly { readonly config: CubeMetaItem }[]): Map<string, View> {
  const views = meta
    .filter(({ config }) => config.public !== false && config.isVisible !== false)
    .map(({ config }) => viewOf(config))
    .filter((view) => view.measures.size + view.dimensions.size > 0)
    // Views are what is meant to be asked: a cube of the same name gives way.
    .sort((one, other) => Number(one.item.type !== 'view') - Number(other.item.type !== 'view'));
  const byName = new Map(views.map((view) => [view.name, view]));
  return new Map(views.map((view) => [view.name, withBeside(view, byName)]));
}

/** A view with the measures that it borrows: those of the other's objects, where the caller may see that view. */
function withBeside(view: View, views: ReadonlyMap<string, View>): View {
  const other = views.get(notesOf(view.item.meta).beside ?? '');
  if (!other) return view;
  const lent = [...other.measures].filter(
    ([name, { meta }]) => notesOf(meta).object && !view.measures.has(name) && !view.dimensions.has(name),
  );
  const measures = new Map([...view.measures, ...lent]);
  return { ...view, measures, beside: { view: other, measures: new Set(lent.map(([name]) => name)) } };
}

/** Stands between the names of cubes that one question is about; no name of a cube can hold it. */
const JOINED = '+';

/** The name by which a question asks several cubes of a model at once. */
export function joinedName(names: readonly string[]): string {
  return names.join(JOINED);
}

/**
 * Throws UNKNOWN_VIEW. `orders+users` are cubes that the model joins: members of the first by their short names, those of the
 * others in full (`users.city`).
 */
export function requireView(views: ReadonlyMap<string, View>, name: string): View {
  const view = views.get(name);
  if (view) return view;
  const [first = '', ...others] = name.split(JOINED);
  if (others.length > 0)
    return joinedView(
      requireView(views, first),
      others.map((other) => requireView(views, other)),
    );
  throw new TenureError(
    'UNKNOWN_VIEW',
    `There is no view ${name}${didYouMean(name, [...views.keys()])}`,
    views.size === 0 ? { hint: NO_VIEWS } : {},
  );
}

function joinedView(first: View, others: readonly View[]): View {
  const { beside: _beside, ...own } = first;
  const withAll = <T>(membersOf: (view: View) => ReadonlyMap<string, T>) =>
    new Map([
      ...membersOf(first),
      ...others.flatMap((other) => [...membersOf(other)].map(([name, one]) => [`${other.name}.${name}`, one] as const)),
    ]);
  return {
    ...own,
    measures: withAll((view) => view.measures),
    dimensions: withAll((view) => view.dimensions),
    segments: withAll((view) => view.segments),
    hidden: withAll((view) => view.hidden),
  };
}

/** The full name of a member: as the model has it. */
export function fullName(view: View, name: string): string {
  const { measures, dimensions, segments } = view;
  return (dimensions.get(name) ?? measures.get(name) ?? segments.get(name))?.name ?? `${view.name}.${name}`;
}

export function requireMember<T>(view: View, kind: 'measure' | 'dimension' | 'segment', name: string): T {
  const members: ReadonlyMap<string, CubeMetaMember> = view[`${kind}s`];
  const member = members.get(name);
  if (member) return member as T;
  throw new TenureError(
    'UNKNOWN_MEMBER',
    `${view.name} has no ${kind} ${name}${didYouMean(name, [...members.keys()])}`,
  );
}
