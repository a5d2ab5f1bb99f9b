import type { View } from '../semantic/model/view.js';
import type { MemberDefinition } from './members.js';
import { prefixOf } from './members.js';
import { shownNotes } from './notes.js';
import type { Question } from './question.js';

/** What a client shows of a member: titles, type, format, what to drill into. */
function annotated(definition: MemberDefinition, view: View) {
  const { title, shortTitle, description, type, format } = definition;
  return { title, shortTitle, description, type, format, meta: shownNotes(definition.meta, view) };
}

/** The members of a question described for the client, by the names that they have in the result. */
export function annotationOf({ query, columns, members }: Question) {
  const { view } = members;
  const of = (kind: (typeof columns)[number]['kind']) => columns.filter((column) => column.kind === kind);
  const entries = (kind: 'measure' | 'dimension') =>
    of(kind).map(({ member, definition }) => [
      member,
      { ...annotated(definition, view), ...(kind === 'measure' ? drillOf(definition, view) : {}) },
    ]);
  const times = of('time').flatMap(({ member, definition }) => {
    const granularity = member.slice(member.lastIndexOf('.') + 1);
    const bare = member.slice(0, member.lastIndexOf('.'));
    const bucket = { name: granularity, title: granularity, interval: `1 ${granularity}` };
    const shown = annotated(definition, view);
    const own = query.dimensions.includes(bare) ? [] : [[bare, shown] as const];
    return [[member, { ...shown, granularity: bucket }] as const, ...own];
  });
  return {
    measures: Object.fromEntries(entries('measure')),
    dimensions: Object.fromEntries(entries('dimension')),
    segments: Object.fromEntries(
      query.segments.map((name) => [name, annotated(members.require('segment', name), view)]),
    ),
    timeDimensions: Object.fromEntries(times),
  };
}

/** Drill members as far as the caller may see them. A measure of another view drills there. */
export function drillOf(definition: MemberDefinition, view: View) {
  const { drillMembers, name } = definition;
  if (!drillMembers || prefixOf(name) !== view.name) return {};
  const seen = (kind: 'measures' | 'dimensions') =>
    drillMembers.filter((member) => view[kind].has(member.slice(view.name.length + 1)));
  const [measures, dimensions] = [seen('measures'), seen('dimensions')];
  return {
    drillMembers: drillMembers.filter((member) => measures.includes(member) || dimensions.includes(member)),
    drillMembersGrouped: { measures, dimensions },
  };
}
