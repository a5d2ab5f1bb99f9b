import {
  type FieldNode,
  type GraphQLFieldMap,
  type GraphQLObjectType,
  type GraphQLResolveInfo,
  getArgumentValues,
  getNamedType,
} from 'graphql';
import { TenureError } from '../../errors/errors.js';
import type { CatalogMeasure } from '../../semantic/catalog.js';
import type { ArgumentValue, Granularity } from '../../semantic/query.js';
import { argumentsOfField } from '../schema/object-members.js';
import { argumentsByField, ROW_FIELDS, type ViewMembers } from '../schema/view-members.js';
import { readObjectOrder } from './object-order.js';
import { type SelectedField, selectedFields } from './selection.js';

type RowFields = GraphQLFieldMap<unknown, unknown>;

export interface GroupedDimension {
  readonly name: string;
  readonly granularity?: Granularity;
}

export interface AskedMeasure {
  readonly name: string;
  readonly arguments: Readonly<Record<string, ArgumentValue>>;
}

/** Where a row's field takes its value: a column of the question. */
export interface Selected<T> {
  readonly key: string;
  readonly column: T;
}

/** A measure's place in a row: its response key, below that of the object which shows it. */
export interface SelectedMeasure extends Selected<AskedMeasure> {
  readonly object?: string;
}

export interface OrderItem {
  readonly by: Selected<GroupedDimension | AskedMeasure>['column'];
  readonly direction: 'asc' | 'desc';
}

/** What one `rows` or `drill` asks: its own dimensions beside its ancestors', its measures, and what is nested. */
export interface Grouping {
  /** Response key under the parent. */
  readonly key: string;
  readonly dimensions: readonly Selected<GroupedDimension>[];
  /** The level that `drill` took from a hierarchy because nothing was selected. */
  readonly implied: GroupedDimension | undefined;
  readonly measures: readonly SelectedMeasure[];
  readonly memberKeys: readonly string[];
  readonly order: readonly OrderItem[];
  readonly first: number | undefined;
  readonly drills: readonly Grouping[];
}

export interface PageArguments {
  readonly orderBy?: readonly Readonly<Record<string, unknown>>[] | null;
  readonly first?: number | null;
  /** A hierarchy's model name. */
  readonly by?: string | null;
}

const MAX_DEPTH = 8;

/** Reads a selection of row fields as a grouping. */
export function readGrouping(
  key: string,
  nodes: readonly FieldNode[],
  page: PageArguments,
  members: ViewMembers,
  rowFields: RowFields,
  info: GraphQLResolveInfo,
  ancestors: readonly GroupedDimension[] = [],
): Grouping {
  if (ancestors.length > MAX_DEPTH)
    throw new TenureError('TOO_LARGE', `A drill goes down ${MAX_DEPTH} levels at most in one request.`);
  const dimensions: Selected<GroupedDimension>[] = [];
  const measures: SelectedMeasure[] = [];
  const memberKeys: string[] = [];
  const drills: { key: string; nodes: readonly FieldNode[]; page: PageArguments }[] = [];

  for (const field of selectedFields(nodes, info)) {
    const [node] = field.nodes;
    const definition = rowFields[field.name];
    if (!node || !definition) continue;
    const args = getArgumentValues(definition, node, info.variableValues);
    const dimension = members.dimensions.get(field.name);
    const measured = selectedMeasures(field, definition, members, info);
    if (dimension) {
      const granularity = args.granularity as Granularity | null | undefined;
      dimensions.push({ key: field.key, column: { name: dimension.name, ...(granularity ? { granularity } : {}) } });
    } else if (measured) measures.push(...measured);
    else if (field.name === ROW_FIELDS.member) memberKeys.push(field.key);
    else drills.push({ key: field.key, nodes: field.nodes, page: args });
  }

  const isDrill = ancestors.length > 0;
  const implied = isDrill && dimensions.length === 0 ? nextLevel(members, ancestors, page.by) : undefined;
  const own = implied ? [implied] : dimensions.map(({ column }) => column);
  if (drills.length > 0 && ancestors.length + own.length === 0)
    throw new TenureError('WRONG_USE', 'drill goes down from a level: select a dimension beside it.');
  return {
    key,
    dimensions,
    implied,
    measures,
    memberKeys,
    order: readOrder(page.orderBy ?? [], dimensions, measures, members),
    first: page.first ?? undefined,
    drills: drills.map((drill) =>
      readGrouping(drill.key, drill.nodes, drill.page, members, rowFields, info, [...ancestors, ...own]),
    ),
  };
}

/** Measures selected below `total`. */
export function readMeasures(
  nodes: readonly FieldNode[],
  members: ViewMembers,
  fields: RowFields,
  info: GraphQLResolveInfo,
): SelectedMeasure[] {
  return selectedFields(nodes, info).flatMap((field) => {
    const definition = fields[field.name];
    return (definition && selectedMeasures(field, definition, members, info)) ?? [];
  });
}

/** What a field shows of measures: one, or those selected in an object; undefined for other fields. */
function selectedMeasures(
  { key, name, nodes }: SelectedField,
  definition: RowFields[string],
  members: ViewMembers,
  info: GraphQLResolveInfo,
): SelectedMeasure[] | undefined {
  const [node] = nodes;
  const measure = members.measures.get(name);
  const object = members.objects.get(name);
  if (!node || (!measure && !object)) return undefined;
  const args = getArgumentValues(definition, node, info.variableValues);
  if (measure) return [{ key, column: { name: measure.name, arguments: given(measure, args) } }];
  const inner = (getNamedType(definition.type) as GraphQLObjectType).getFields();
  return selectedFields(nodes, info).flatMap((selected) => {
    const field = object?.fields.get(selected.name);
    const own = inner[selected.name];
    const [first] = selected.nodes;
    if (!object || !field || !own || !first) return [];
    const asked = argumentsOfField(object, field, args, getArgumentValues(own, first, info.variableValues));
    return [{ key: selected.key, object: key, column: { name: field.measure.name, arguments: asked } }];
  });
}

/** Puts a measure's value into a row, within its object's field. */
export function place(row: Record<string, unknown>, { key, object }: SelectedMeasure, value: unknown): void {
  if (object === undefined) row[key] = value;
  else {
    row[object] ??= {};
    (row[object] as Record<string, unknown>)[key] = value;
  }
}

/** The arguments given to a measure's field, under the names that the model gives them. */
function given(measure: CatalogMeasure, args: Readonly<Record<string, unknown>>): Record<string, ArgumentValue> {
  const asked = [...argumentsByField(measure)].map(([field, { name }]) => [name, args[field]] as const);
  return Object.fromEntries(
    asked.filter((entry): entry is [string, ArgumentValue] => entry[1] !== null && entry[1] !== undefined),
  );
}

/** The level below the innermost ancestor that stands in a hierarchy. */
function nextLevel(
  members: ViewMembers,
  ancestors: readonly GroupedDimension[],
  by: string | null | undefined,
): GroupedDimension {
  const hierarchies = members.view.hierarchies.filter(({ name }) => !by || name === by);
  for (const { name: ancestor } of [...ancestors].reverse()) {
    for (const { levels } of hierarchies) {
      const place = levels.indexOf(ancestor);
      const below = levels[place + 1];
      if (place >= 0 && below !== undefined) return { name: below };
    }
  }
  const from = ancestors.map(({ name }) => name).join(', ');
  throw new TenureError('WRONG_USE', `No hierarchy has a level below ${from}: select a dimension inside drill.`);
}

function readOrder(
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
