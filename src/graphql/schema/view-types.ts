import {
  GraphQLEnumType,
  type GraphQLFieldConfigArgumentMap,
  type GraphQLFieldConfigMap,
  type GraphQLFieldResolver,
  GraphQLID,
  type GraphQLInputFieldConfigMap,
  GraphQLInputObjectType,
  GraphQLInt,
  GraphQLList,
  GraphQLNonNull,
  type GraphQLNullableType,
  GraphQLObjectType,
  GraphQLString,
} from 'graphql';
import type { CatalogMeasure } from '../../semantic/catalog.js';
import type { GraphqlContext } from '../context.js';
import { typeName } from '../naming.js';
import { argumentType, filterType, granularityType, outputType } from './member-types.js';
import { OrderDirection } from './order-direction.js';
import { ReceiptType } from './receipt-type.js';
import { argumentsByField, describeMember, type Language, ROW_FIELDS, type ViewMembers } from './view-members.js';

const list = <T extends GraphQLNullableType>(type: T) => new GraphQLList(new GraphQLNonNull(type));

const ColumnOrder = new GraphQLInputObjectType({
  name: 'ColumnOrder',
  fields: {
    name: { type: new GraphQLNonNull(GraphQLString), description: 'The name or alias of a selected field.' },
    direction: { type: new GraphQLNonNull(OrderDirection) },
  },
});

const DrillMember = new GraphQLObjectType({
  name: 'DrillMember',
  description: 'The level that a row stands for and its member there.',
  fields: {
    level: { type: new GraphQLNonNull(GraphQLString) },
    value: { type: GraphQLString },
  },
});

type Fields = GraphQLFieldConfigMap<unknown, GraphqlContext>;

/** Answers are kept by response key, so that one member can be selected several times under aliases. */
const byKey: GraphQLFieldResolver<unknown, GraphqlContext> = (source, _args, _context, info) =>
  (source as Readonly<Record<string, unknown>>)[info.path.key];

/** The types of one view: answer, row, total, filters and order. */
export function viewTypes(members: ViewMembers, language: Language) {
  const stem = typeName(members.view.name);
  const orderBy = orderByInput(stem, members);
  const hierarchies = enumOf(`${stem}Hierarchy`, members.hierarchies, language);
  const segments = enumOf(`${stem}Segment`, members.segments, language);
  const page: GraphQLFieldConfigArgumentMap = {
    orderBy: { type: list(orderBy), description: 'In the order given; ties are broken by the dimensions.' },
    first: {
      type: GraphQLInt,
      description: 'Rows wanted. Without it the server has a cap, and the receipt says if it cut.',
    },
  };

  const measures: Fields = {};
  for (const [name, measure] of members.measures) measures[name] = measureField(measure, language);
  const dimensions: Fields = {};
  for (const [name, dimension] of members.dimensions) {
    const granularity = granularityType(dimension);
    dimensions[name] = {
      type: outputType(dimension.type),
      resolve: byKey,
      description: describeMember(dimension, language, dimension.masked ? 'Masked for you' : null),
      ...(granularity ? { args: { granularity: { type: granularity, description: 'The time bucket.' } } } : {}),
    };
  }

  const row: GraphQLObjectType = new GraphQLObjectType({
    name: `${stem}Row`,
    description: 'One group: the dimensions that are selected are the grouping.',
    fields: () => ({
      ...dimensions,
      ...measures,
      [ROW_FIELDS.member]: { type: DrillMember, description: 'The innermost level of this row.', resolve: byKey },
      [ROW_FIELDS.drill]: {
        resolve: byKey,
        type: new GraphQLNonNull(list(row)),
        description:
          'The groups inside this one, by the dimensions selected here; with none selected by the next level of the hierarchy. orderBy and first apply inside each parent. All rows of a depth cost one query.',
        args: hierarchies ? { ...page, by: { type: hierarchies, description: 'Which hierarchy to go down.' } } : page,
      },
    }),
  });

  const record = new GraphQLObjectType({
    name: `${stem}Record`,
    description: "A row at the view's grain, with what is masked for you masked.",
    fields: Object.fromEntries(Object.entries(dimensions).map(([name, { args: _, ...field }]) => [name, field])),
  });
  const answerFields: Fields = {
    rows: { type: new GraphQLNonNull(list(row)), description: 'The selection is the grouping.', resolve: byKey },
    records: {
      type: new GraphQLNonNull(list(record)),
      description: 'The rows themselves, ungrouped, sorted by what is selected; for roles that may see rows.',
      args: {
        first: { type: new GraphQLNonNull(GraphQLInt), defaultValue: 100 },
        offset: { type: new GraphQLNonNull(GraphQLInt), defaultValue: 0 },
      },
      resolve: byKey,
    },
    receipt: { type: new GraphQLNonNull(ReceiptType), resolve: byKey },
  };
  if (members.dimensions.size === 0) delete answerFields.records;
  const total =
    members.measures.size > 0
      ? new GraphQLObjectType({
          name: `${stem}Total`,
          description: 'All rows together, asked of the engine. Conditions on measures choose groups, not its rows.',
          fields: measures,
        })
      : undefined;
  if (total) answerFields.total = { type: new GraphQLNonNull(total), resolve: byKey };

  const where = whereInput(stem, members);
  return {
    row,
    total,
    answer: new GraphQLObjectType({
      name: `${stem}Answer`,
      description: describeMember(members.view, language),
      fields: answerFields,
    }),
    args: {
      ...(where ? { where: { type: where } } : {}),
      ...page,
      offset: { type: GraphQLInt },
      ...(segments ? { segments: { type: list(segments), description: 'All of them hold.' } } : {}),
      timeZone: { type: GraphQLString, description: 'IANA zone for timestamps; days and months do not move with it.' },
      asOf: {
        type: GraphQLID,
        description: 'The snapshot that the answer must come from; only the current one is kept.',
      },
    } satisfies GraphQLFieldConfigArgumentMap,
  };
}

function measureField(measure: CatalogMeasure, language: Language): Fields[string] {
  const args = Object.fromEntries(
    [...argumentsByField(measure)].map(([name, argument]) => [
      name,
      {
        type: argumentType(argument),
        defaultValue: argument.default,
        description: argument.description[language],
      },
    ]),
  );
  return {
    type: outputType(measure.type),
    resolve: byKey,
    args,
    description: describeMember(measure, language, measure.unit && `[${measure.unit}]`, measure.additivity),
  };
}

function whereInput(stem: string, members: ViewMembers): GraphQLInputObjectType | undefined {
  const fields: GraphQLInputFieldConfigMap = {};
  for (const [name, member] of [...members.dimensions, ...members.measures]) {
    const type = filterType(member.type);
    if (type) fields[name] = { type };
  }
  if (Object.keys(fields).length === 0) return undefined;
  const where: GraphQLInputObjectType = new GraphQLInputObjectType({
    name: `${stem}Where`,
    description: 'All that are given have to hold. Conditions on measures apply to the groups.',
    fields: () => ({ and: { type: list(where) }, or: { type: list(where) }, ...fields }),
  });
  return where;
}

function orderByInput(stem: string, members: ViewMembers): GraphQLInputObjectType {
  const names = [...members.dimensions.keys(), ...members.measures.keys()];
  return new GraphQLInputObjectType({
    name: `${stem}OrderBy`,
    fields: {
      ...Object.fromEntries(names.map((name) => [name, { type: OrderDirection }])),
      column: { type: ColumnOrder, description: 'By a selected field under its alias.' },
    },
  });
}

function enumOf(
  name: string,
  items: ReadonlyMap<string, Parameters<typeof describeMember>[0]>,
  language: Language,
): GraphQLEnumType | undefined {
  if (items.size === 0) return undefined;
  const values = [...items].map(([key, item]) => [
    key,
    { value: item.name, description: describeMember(item, language) },
  ]);
  return new GraphQLEnumType({ name, values: Object.fromEntries(values) });
}
