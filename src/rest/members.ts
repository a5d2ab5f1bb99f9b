import { TenureError } from '../errors/errors.js';
import { didYouMean } from '../errors/nearest.js';
import type { DescribedModel } from '../semantic/create.js';
import { argumentsOf, notesOf } from '../semantic/model/member-notes.js';
import { joinedName, requireView, type View } from '../semantic/model/view.js';
import type { Condition, NormalizedQuery } from './normalized.js';

export type MemberKind = 'measure' | 'dimension' | 'segment';
export type MemberDefinition = NonNullable<View['item']['measures']>[number] &
  NonNullable<View['item']['dimensions']>[number];

/** The members of one query: all of one view, or of cubes that the model joins. */
export interface QueryMembers {
  readonly view: View;
  /** Of the view, or of all cubes, for a question. */
  readonly viewName: string;
  /** By the name that a semantic question gives it. */
  nameOf(full: string): string;
  /** Throws UNKNOWN_MEMBER for what is another kind of member. */
  require(kind: MemberKind, full: string): MemberDefinition;
}

/**
 * Finds every member that a query names, wherever it stands. What the caller may not see does not exist, and what is masked may
 * only be looked at row by row: a filter or an order would tell its values too. Throws UNKNOWN_MEMBER, FORBIDDEN, and
 * NOT_SUPPORTED for a measure that cannot be asked without arguments.
 */
export function membersOf(query: NormalizedQuery, { views, isMasked }: DescribedModel): QueryMembers {
  const shown = query.ungrouped ? query.dimensions : [];
  const compared = [
    ...query.measures,
    ...(query.ungrouped ? [] : query.dimensions),
    ...query.segments,
    ...query.timeDimensions.map(({ dimension }) => dimension),
    ...query.filters.flatMap(conditionMembers),
    ...(query.order ?? []).map(([name]) => name.split('.').slice(0, 2).join('.')),
  ];
  const names = [...new Set([...shown, ...compared])];
  for (const name of names) requireVisible(name, views);
  const masked = compared.find((name) => isMasked(prefixOf(name), shortOf(name)));
  if (masked !== undefined)
    throw new TenureError('FORBIDDEN', `${masked} is masked for you: it cannot be filtered, grouped or ordered by.`);
  const prefixes = [...new Set(names.map(prefixOf))];
  const viewName = joinedName(prefixes);
  const view = requireView(views, viewName);
  const nameOf = (full: string) => (prefixOf(full) === prefixes[0] ? shortOf(full) : full);
  return {
    view,
    viewName,
    nameOf,
    require(kind, full) {
      const found = view[`${kind}s`].get(nameOf(full));
      if (found) return found as MemberDefinition;
      throw new TenureError('UNKNOWN_MEMBER', `${full} is no ${kind}.`);
    },
  };
}

export const prefixOf = (full: string): string => full.slice(0, full.indexOf('.'));
export const shortOf = (full: string): string => full.slice(full.indexOf('.') + 1);

/** The name of an argument that a measure has to be given. */
export function openArgument(definition: Pick<MemberDefinition, 'meta'>): string | undefined {
  return argumentsOf(notesOf(definition.meta)).find((argument) => argument.default === undefined)?.name;
}

function requireVisible(full: string, views: DescribedModel['views']): void {
  const view = views.get(prefixOf(full));
  const short = shortOf(full);
  const definition = view?.measures.get(short) ?? view?.dimensions.get(short) ?? view?.segments.get(short);
  if (!definition) throw new TenureError('UNKNOWN_MEMBER', `There is no ${full}${suggestion(full, views)}`);
  const argument = openArgument(definition);
  if (argument !== undefined)
    throw new TenureError('NOT_SUPPORTED', `${full} needs ${argument} to be given: ask it by GraphQL or SQL.`);
}

function suggestion(wrong: string, views: DescribedModel['views']): string {
  const all = [...views.values()].flatMap(({ name, measures, dimensions, segments }) =>
    [...measures.keys(), ...dimensions.keys(), ...segments.keys()].map((short) => `${name}.${short}`),
  );
  return didYouMean(wrong, all);
}

function conditionMembers(condition: Condition): readonly string[] {
  if ('and' in condition) return condition.and.flatMap(conditionMembers);
  if ('or' in condition) return condition.or.flatMap(conditionMembers);
  return [condition.member];
}
