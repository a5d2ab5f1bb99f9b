import {
  type FieldNode,
  type GraphQLLeafType,
  type GraphQLResolveInfo,
  getNamedType,
  isLeafType,
  isObjectType,
} from 'graphql';
import { TenureError } from '../../errors/errors.js';
import type { CatalogItem } from '../../semantic/contract/catalog.js';
import { itemPlaces } from '../schema/object-members.js';
import type { Complete } from './grouping.js';
import { isTypename, selectedFields } from './selection.js';

type FieldType = Parameters<typeof getNamedType>[0];

/**
 * What GraphQL makes of a cell for a field's type: a leaf serialised, a list of leaves, or a list of objects with the fields that
 * are selected of the tuples in it. Rows are completed here, once for a column, and not field by field: see ../execute.ts.
 */
export function completeAs(
  type: FieldType,
  nodes: readonly FieldNode[],
  info: GraphQLResolveInfo,
  items?: 'number' | readonly CatalogItem[],
): Complete {
  const named = getNamedType(type);
  if (isLeafType(named)) {
    const leaf = leafAs(named);
    return items === undefined ? leaf : listWith(leaf);
  }
  if (!isObjectType(named) || items === undefined || items === 'number') return (cell) => cell;
  const places = itemPlaces(items);
  const fields = selectedFields(nodes, info).map((field) => ({
    key: field.key,
    place: places.get(field.name) ?? -1,
    constant: isTypename(field) ? named.name : undefined,
  }));
  return listWith((tuple) =>
    Object.fromEntries(
      fields.map(({ key, place, constant }) => [
        key,
        constant ?? (Array.isArray(tuple) ? ((tuple as readonly unknown[])[place] ?? null) : null),
      ]),
    ),
  );
}

const leaves = new WeakMap<GraphQLLeafType, Complete>();

/** One function for a type, by which columns that are shown alike are known. */
function leafAs(type: GraphQLLeafType): Complete {
  const known = leaves.get(type);
  if (known) return known;
  const leaf: Complete = (cell) => (cell === null ? null : type.serialize(cell));
  leaves.set(type, leaf);
  return leaf;
}

function listWith(item: Complete): Complete {
  return (cell) => {
    if (cell === null) return null;
    if (!Array.isArray(cell) || cell.includes(null))
      throw new TenureError('INTERNAL', 'A measure gave no list of values where its field is one.');
    return cell.map(item);
  };
}
