import {
  GraphQLFloat,
  type GraphQLInputFieldConfigMap,
  GraphQLInputObjectType,
  type GraphQLInputType,
  GraphQLNonNull,
  GraphQLObjectType,
  type GraphQLOutputType,
  GraphQLString,
} from 'graphql';
import type { CatalogMeasure, MeasureArgument } from '../../semantic/contract/catalog.js';
import { fieldName, typeName, uniquely } from '../naming.js';
import { byKey, type Fields } from './member-fields.js';
import { argumentType, filterType, outputType } from './member-types.js';
import { GIVEN, type ObjectArgument, type ObjectMembers } from './object-members.js';
import { OrderDirection } from './order-direction.js';
import { listOf } from './query-inputs.js';
import { describeMember, type Language, type ViewMembers } from './view-members.js';

/** One object of measures as types: what a row shows, how it is ordered and filtered by. */
export interface ObjectTypes {
  readonly field: Fields[string];
  readonly orderBy: GraphQLInputObjectType;
  readonly where: GraphQLInputObjectType | undefined;
}

export function objectTypes({ stem, objects }: ViewMembers, language: Language): ReadonlyMap<string, ObjectTypes> {
  return new Map([...objects].map(([name, object]) => [name, typesOf(`${stem}${typeName(name)}`, object, language)]));
}

function typesOf(stem: string, members: ObjectMembers, language: Language): ObjectTypes {
  const args = argumentFields(stem, members, language, true);
  const given = inputOf(`${stem}Arguments`, argumentFields(stem, members, language, false));
  const argumentsField = given ? { [GIVEN]: { type: given, description: 'As the field takes them.' } } : {};
  const filters = [...members.fields].flatMap(([name, { measure }]) => {
    const type = filterType(measure.type);
    return type ? [[name, { type }] as const] : [];
  });
  return {
    field: {
      type: new GraphQLObjectType({
        name: stem,
        description: describeMember(members.object, language),
        fields: Object.fromEntries(
          [...members.fields].map(([name, field]) => [name, fieldOf(`${stem}${typeName(name)}`, field, language)]),
        ),
      }),
      args,
      description: describeMember(members.object, language),
      resolve: byKey,
    },
    orderBy: new GraphQLInputObjectType({
      name: `${stem}OrderBy`,
      description: 'Without arguments: as the object is selected here, or with the defaults.',
      fields: {
        ...argumentsField,
        ...Object.fromEntries([...members.fields.keys()].map((name) => [name, { type: OrderDirection }])),
      },
    }),
    where:
      filters.length === 0
        ? undefined
        : new GraphQLInputObjectType({
            name: `${stem}Where`,
            fields: { ...argumentsField, ...Object.fromEntries(filters) },
          }),
  };
}

function fieldOf(
  stem: string,
  { measure, own }: { readonly measure: CatalogMeasure; readonly own: ReadonlyMap<string, MeasureArgument> },
  language: Language,
): Fields[string] {
  return {
    type: fieldType(stem, measure),
    args: Object.fromEntries([...own].map(([name, argument]) => [name, argumentField([argument], language, true)])),
    resolve: byKey,
    description: describeMember(measure, language, measure.unit && `[${measure.unit}]`, measure.additivity),
  };
}

/** A measure's array as a list: of numbers, or of objects whose fields are the parts of its tuples. */
function fieldType(stem: string, { type, items }: CatalogMeasure): GraphQLOutputType {
  if (items === undefined) return outputType(type);
  if (items === 'number') return listOf(GraphQLFloat);
  const fields = [...uniquely(items, fieldName)].map(([name, item]): [string, Fields[string]] => [
    name,
    { type: item.type === 'float' ? GraphQLFloat : GraphQLString, resolve: byKey },
  ]);
  return listOf(new GraphQLObjectType({ name: stem, fields: Object.fromEntries(fields) }));
}

function argumentFields(
  stem: string,
  members: ObjectMembers,
  language: Language,
  withDefaults: boolean,
): GraphQLInputFieldConfigMap {
  const fields = [...members.arguments].map(([name, argument]): [string, GraphQLInputFieldConfigMap[string]] => [
    name,
    argument.kind === 'plain'
      ? argumentField(argument.declared, language, withDefaults)
      : { type: groupType(`${stem}${typeName(name)}${withDefaults ? '' : 'Given'}`, argument, language, withDefaults) },
  ]);
  return Object.fromEntries(fields);
}

function groupType(
  name: string,
  { fields }: Extract<ObjectArgument, { kind: 'group' }>,
  language: Language,
  withDefaults: boolean,
): GraphQLInputType {
  const inner = [...fields].map(([field, argument]) => [field, argumentField([argument], language, withDefaults)]);
  return new GraphQLInputObjectType({ name, fields: Object.fromEntries(inner) });
}

/** The default is shown where all measures that take the argument agree on it. */
function argumentField(declared: readonly MeasureArgument[], language: Language, withDefaults: boolean) {
  const [first] = declared;
  if (!first) return { type: GraphQLString };
  const defaults = new Set(declared.map((argument) => argument.default));
  const [only] = defaults;
  const type = argumentType(first);
  return {
    type: first.default === undefined && withDefaults ? new GraphQLNonNull(type) : type,
    description: first.description[language],
    ...(withDefaults && defaults.size === 1 && only !== undefined ? { defaultValue: only } : {}),
  };
}

function inputOf(name: string, fields: GraphQLInputFieldConfigMap): GraphQLInputObjectType | undefined {
  return Object.keys(fields).length === 0 ? undefined : new GraphQLInputObjectType({ name, fields });
}
