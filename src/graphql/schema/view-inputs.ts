import {
  GraphQLEnumType,
  type GraphQLInputFieldConfigMap,
  GraphQLInputObjectType,
  GraphQLNonNull,
  GraphQLString,
} from 'graphql';
import type { Titled } from '../../semantic/contract/catalog.js';
import { filterType } from './member-types.js';
import type { ObjectTypes } from './object-types.js';
import { OrderDirection } from './order-direction.js';
import { listOf } from './query-inputs.js';
import { describeMember, type Language, type ViewMembers } from './view-members.js';

const ColumnOrder = new GraphQLInputObjectType({
  name: 'ColumnOrder',
  fields: {
    name: {
      type: new GraphQLNonNull(GraphQLString),
      description: 'The name or alias of a selected field; of a field in an object: object.field.',
    },
    direction: { type: new GraphQLNonNull(OrderDirection) },
  },
});

/** Conditions on each member of a view; undefined for a view without a member that can be filtered. */
export function whereInput(
  stem: string,
  members: ViewMembers,
  objects: ReadonlyMap<string, ObjectTypes>,
): GraphQLInputObjectType | undefined {
  const fields: GraphQLInputFieldConfigMap = {};
  for (const [name, member] of [...members.dimensions, ...members.measures]) {
    const type = filterType(member.type);
    if (type) fields[name] = { type };
  }
  for (const [name, { where }] of objects) if (where) fields[name] = { type: where };
  if (Object.keys(fields).length === 0) return undefined;
  const where: GraphQLInputObjectType = new GraphQLInputObjectType({
    name: `${stem}Where`,
    description: 'All that are given have to hold. Conditions on measures apply to the groups.',
    fields: () => ({ and: { type: listOf(where) }, or: { type: listOf(where) }, ...fields }),
  });
  return where;
}

export function orderByInput(
  stem: string,
  members: ViewMembers,
  objects: ReadonlyMap<string, ObjectTypes>,
): GraphQLInputObjectType {
  const names = [...members.dimensions.keys(), ...members.measures.keys()];
  return new GraphQLInputObjectType({
    name: `${stem}OrderBy`,
    fields: {
      ...Object.fromEntries(names.map((name) => [name, { type: OrderDirection }])),
      ...Object.fromEntries([...objects].map(([name, { orderBy }]) => [name, { type: orderBy }])),
      column: { type: ColumnOrder, description: 'By a selected field under its alias.' },
    },
  });
}

/** Named things of a view, by their GraphQL names; undefined when there are none. */
export function enumOf(
  name: string,
  items: ReadonlyMap<string, Titled>,
  language: Language,
): GraphQLEnumType | undefined {
  if (items.size === 0) return undefined;
  const values = [...items].map(([key, item]) => [
    key,
    { value: item.name, description: describeMember(item, language) },
  ]);
  return new GraphQLEnumType({ name, values: Object.fromEntries(values) });
}
