import {
  type FieldNode,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLResolveInfo,
  getArgumentValues,
  getNamedType,
} from 'graphql';
import { TenureError } from '../../errors/errors.js';
import type { CatalogMeasure } from '../../semantic/contract/catalog.js';
import type { ArgumentValue, Granularity } from '../../semantic/contract/query.js';
import { argumentsOfField } from '../schema/object-members.js';
import { argumentsByField, ROW_FIELDS, type ViewMembers } from '../schema/view-members.js';
import { completeAs } from './complete.js';
import type {
  GroupedDimension,
  Grouping,
  PageArguments,
  RowField,
  SelectedDimension,
  SelectedMeasure,
  SelectedMember,
  SelectedTypename,
} from './grouping.js';
import { readOrder } from './order.js';
import { isTypename, type SelectedField, selectedFields } from './selection.js';

type Definition = GraphQLField<unknown, unknown>;

const MAX_DEPTH = 8;

/** Reads a selection of row fields as a grouping. */
export function readGrouping(
  key: string,
  nodes: readonly FieldNode[],
  page: PageArguments,
  members: ViewMembers,
  row: GraphQLObjectType,
  info: GraphQLResolveInfo,
  ancestors: readonly GroupedDimension[] = [],
): Grouping {
  if (ancestors.length > MAX_DEPTH)
    throw new TenureError('TOO_LARGE', `A drill goes down ${MAX_DEPTH} levels at most in one request.`);
  const fields: RowField[] = [];
  const drills: { key: string; nodes: readonly FieldNode[]; page: PageArguments }[] = [];
  const definitions = row.getFields();

  for (const field of selectedFields(nodes, info)) {
    const [node] = field.nodes;
    const definition = definitions[field.name];
    const dimension = members.dimensions.get(field.name);
    if (isTypename(field)) fields.push({ kind: 'typename', key: field.key, value: row.name });
    if (!node || !definition) continue;
    const args = getArgumentValues(definition, node, info.variableValues);
    const measured = selectedMeasures(field, definition, members, info);
    if (dimension) {
      const granularity = args.granularity as Granularity | null | undefined;
      const column = { name: dimension.name, ...(granularity ? { granularity } : {}) };
      fields.push({ kind: 'dimension', key: field.key, column, complete: completeAs(definition.type, [], info) });
    } else if (measured) fields.push(...measured);
    else if (field.name === ROW_FIELDS.member) fields.push(selectedMember(field, definition, info));
    else {
      fields.push({ kind: 'drill', key: field.key });
      drills.push({ key: field.key, nodes: field.nodes, page: args });
    }
  }
  const dimensions = fields.filter((field): field is SelectedDimension => field.kind === 'dimension');
  const measures = fields.filter((field): field is SelectedMeasure => field.kind === 'measure');

  const isDrill = ancestors.length > 0;
  const implied = isDrill && dimensions.length === 0 ? nextLevel(members, ancestors, page.by) : undefined;
  const own = implied ? [implied] : dimensions.map(({ column }) => column);
  if (drills.length > 0 && ancestors.length + own.length === 0)
    throw new TenureError('WRONG_USE', 'drill goes down from a level: select a dimension beside it.');
  return {
    key,
    fields,
    dimensions,
    implied,
    measures,
    order: readOrder(page.orderBy ?? [], dimensions, measures, members),
    first: page.first ?? undefined,
    drills: drills.map((drill) =>
      readGrouping(drill.key, drill.nodes, drill.page, members, row, info, [...ancestors, ...own]),
    ),
  };
}

/** What is selected below `total`. */
export function readTotal(
  nodes: readonly FieldNode[],
  members: ViewMembers,
  total: GraphQLObjectType,
  info: GraphQLResolveInfo,
): (SelectedMeasure | SelectedTypename)[] {
  const definitions = total.getFields();
  return selectedFields(nodes, info).flatMap((field) => {
    if (isTypename(field)) return [{ kind: 'typename' as const, key: field.key, value: total.name }];
    const definition = definitions[field.name];
    return (definition && selectedMeasures(field, definition, members, info)) ?? [];
  });
}

/** What a field shows of measures: one, or those selected in an object; undefined for other fields. */
function selectedMeasures(
  { key, name, nodes }: SelectedField,
  definition: Definition,
  members: ViewMembers,
  info: GraphQLResolveInfo,
): (SelectedMeasure | SelectedTypename)[] | undefined {
  const [node] = nodes;
  const measure = members.measures.get(name);
  const object = members.objects.get(name);
  if (!node || (!measure && !object)) return undefined;
  const args = getArgumentValues(definition, node, info.variableValues);
  if (measure) {
    const complete = completeAs(definition.type, [], info);
    return [{ kind: 'measure', key, column: { name: measure.name, arguments: given(measure, args) }, complete }];
  }
  const type = getNamedType(definition.type) as GraphQLObjectType;
  const inner = type.getFields();
  return selectedFields(nodes, info).flatMap((selected): (SelectedMeasure | SelectedTypename)[] => {
    if (isTypename(selected)) return [{ kind: 'typename', key: selected.key, object: key, value: type.name }];
    const field = object?.fields.get(selected.name);
    const own = inner[selected.name];
    const [first] = selected.nodes;
    if (!object || !field || !own || !first) return [];
    const asked = argumentsOfField(object, field, args, getArgumentValues(own, first, info.variableValues));
    const complete = completeAs(own.type, selected.nodes, info, field.measure.items);
    const column = { name: field.measure.name, arguments: asked };
    return [{ kind: 'measure', key: selected.key, object: key, column, complete }];
  });
}

function selectedMember({ key, nodes }: SelectedField, { type }: Definition, info: GraphQLResolveInfo): SelectedMember {
  const fields = selectedFields(nodes, info);
  const typename = getNamedType(type).name;
  return {
    kind: 'member',
    key,
    show: (member) =>
      Object.fromEntries(
        fields.map((field) => [
          field.key,
          isTypename(field) ? typename : field.name === 'level' ? member.level : member.value,
        ]),
      ),
  };
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
