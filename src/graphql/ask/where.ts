import type { Filter } from '../../semantic/contract/query.js';
import { filtersOf } from '../schema/filter-types.js';
import { argumentsOfField, GIVEN, type ObjectMembers } from '../schema/object-members.js';
import type { ViewMembers } from '../schema/view-members.js';

type Where = Readonly<Record<string, unknown>>;

/** A where input as filters that all have to hold. */
export function readWhere(where: Where | null | undefined, members: ViewMembers): Filter[] {
  return Object.entries(where ?? {}).flatMap(([name, value]): Filter[] => {
    if (value === null || value === undefined) return [];
    if (name === 'and') return (value as Where[]).flatMap((part) => readWhere(part, members));
    if (name === 'or') return [{ or: (value as Where[]).map((part) => ({ and: readWhere(part, members) })) }];
    const object = members.objects.get(name);
    if (object) return objectFilters(object, value as Where);
    const member = members.dimensions.get(name) ?? members.measures.get(name);
    return member ? filtersOf(member.name, value as Where) : [];
  });
}

/** Conditions on fields of an object, with the arguments given there or the defaults. */
function objectFilters(object: ObjectMembers, { [GIVEN]: given, ...conditions }: Where): Filter[] {
  return Object.entries(conditions).flatMap(([name, value]): Filter[] => {
    const field = object.fields.get(name);
    if (!field || value === null || value === undefined) return [];
    const filters = filtersOf(field.measure.name, value as Where);
    const asked = argumentsOfField(object, field, (given ?? {}) as Where);
    return Object.keys(asked).length === 0 ? filters : filters.map((filter) => ({ ...filter, arguments: asked }));
  });
}
