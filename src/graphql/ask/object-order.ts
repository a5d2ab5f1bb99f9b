import { argumentsOfField, GIVEN, type ObjectMembers } from '../schema/object-members.js';
import type { AskedMeasure, OrderItem, Selected } from './grouping.js';

/** An order by fields of an object: with the arguments given, else as it is selected, else with the defaults. */
export function readObjectOrder(
  members: ObjectMembers,
  value: Readonly<Record<string, unknown>>,
  selected: readonly Selected<AskedMeasure>[],
): OrderItem[] {
  const given = value[GIVEN] as Readonly<Record<string, unknown>> | null | undefined;
  return Object.entries(value).flatMap(([name, direction]): OrderItem[] => {
    const field = members.fields.get(name);
    if (!field || direction === null || direction === undefined) return [];
    const asked = given ? undefined : selected.find(({ column }) => column.name === field.measure.name)?.column;
    const by = asked ?? { name: field.measure.name, arguments: argumentsOfField(members, field, given ?? {}) };
    return [{ by, direction: direction as OrderItem['direction'] }];
  });
}
