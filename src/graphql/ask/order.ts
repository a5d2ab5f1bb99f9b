import { TenureError } from '../../errors/errors.js';
import { argumentsOfField, GIVEN, type ObjectMembers } from '../schema/object-members.js';
import type { ViewMembers } from '../schema/view-members.js';
import type { AskedMeasure, GroupedDimension, OrderItem, Selected, SelectedMeasure } from './grouping.js';

/** Reads `orderBy` of a selection: by members, by fields of objects, or by the name that a column has in it. */
export function readOrder(
  orderBy: readonly Readonly<Record<string, unknown>>[],
  dimensions: readonly Selected<GroupedDimension>[],
  measures: readonly SelectedMeasure[],
  members: ViewMembers,
): OrderItem[] {
  return orderBy.flatMap((item) =>
    Object.entries(item).flatMap(([name, value]): OrderItem[] => {
      if (value === null || value === undefined) return [];
      if (name === 'column') {
        const column = value as { name: string; direction: OrderItem['direction'] };
        const selected =
          dimensions.find(({ key }) => key === column.name) ??
          measures.find(({ key, object }) => (object === undefined ? key : `${object}.${key}`) === column.name);
        if (!selected)
          throw new TenureError('UNKNOWN_MEMBER', `orderBy: no field is selected under the name ${column.name}.`);
        return [{ by: selected.column, direction: column.direction }];
      }
      const object = members.objects.get(name);
      if (object) return readObjectOrder(object, value as Readonly<Record<string, unknown>>, measures);
      return [{ by: orderedColumn(name, dimensions, measures, members), direction: value as OrderItem['direction'] }];
    }),
  );
}

/** A measure may be ordered by without being selected; a dimension may not, since it would split the groups. */
function orderedColumn(
  name: string,
  dimensions: readonly Selected<GroupedDimension>[],
  measures: readonly Selected<AskedMeasure>[],
  members: ViewMembers,
): OrderItem['by'] {
  const measure = members.measures.get(name);
  if (measure)
    return measures.find(({ column }) => column.name === measure.name)?.column ?? { name: measure.name, arguments: {} };
  const dimension = members.dimensions.get(name);
  const selected = dimensions.find(({ column }) => column.name === dimension?.name);
  if (!selected)
    throw new TenureError(
      'WRONG_USE',
      `orderBy: ${name} is not selected here, and ordering by it would split the groups.`,
    );
  return selected.column;
}

/** An order by fields of an object: with the arguments given, else as it is selected, else with the defaults. */
function readObjectOrder(
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
