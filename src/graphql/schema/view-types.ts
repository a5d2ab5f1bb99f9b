import {
  type GraphQLFieldConfigArgumentMap,
  GraphQLID,
  GraphQLInt,
  GraphQLNonNull,
  GraphQLObjectType,
  GraphQLScalarType,
  GraphQLString,
} from 'graphql';
import { byKey, dimensionFields, type Fields, measureFields } from './member-fields.js';
import { type ObjectTypes, objectTypes } from './object-types.js';
import { listOf } from './query-inputs.js';
import { ReceiptType } from './receipt-type.js';
import { enumOf, orderByInput, whereInput } from './view-inputs.js';
import { describeMember, type Language, ROW_FIELDS, type ViewMembers } from './view-members.js';

const DrillMember = new GraphQLObjectType({
  name: 'DrillMember',
  description: 'The level that a row stands for and its member there.',
  fields: {
    level: { type: new GraphQLNonNull(GraphQLString), resolve: byKey },
    value: { type: GraphQLString, resolve: byKey },
  },
});

/**
 * Rows, totals and records as they are made, whole: GraphQL would go through them again field by field, which takes longer than
 * making them. Stands in for their types where a document runs that was validated against those, see ../execute.ts.
 */
const Made = new GraphQLScalarType({ name: 'Made', serialize: (value) => value });

/** The types of one view: answer, row, total, filters and order; `made` is the answer with its rows as they are made. */
export function viewTypes(members: ViewMembers, language: Language) {
  const { stem } = members;
  const objects = objectTypes(members, language);
  const objectFields = [...objects].map(([name, { field }]) => [name, field] as const);
  const measures = { ...measureFields(members, language), ...Object.fromEntries(objectFields) };
  const page: GraphQLFieldConfigArgumentMap = {
    orderBy: {
      type: listOf(orderByInput(stem, members, objects)),
      description: 'In the order given; ties are broken by the dimensions.',
    },
    first: {
      type: GraphQLInt,
      description: 'Rows wanted. Without it the server has a cap, and the receipt says if it cut.',
    },
  };
  const row = rowType(stem, members, page, { ...dimensionFields(members, language), ...measures }, language);
  const total = totalType(stem, measures);
  const record = recordType(stem, members, language);
  const fields = answerFields(row, record, total);
  return {
    row,
    total,
    record,
    answer: new GraphQLObjectType({
      name: `${stem}Answer`,
      description: describeMember(members.view, language),
      fields,
    }),
    made: new GraphQLObjectType({ name: `${stem}Answer`, fields: asMade(fields) }),
    args: { ...questionArguments(members, objects, language), ...page, offset: { type: GraphQLInt } },
  };
}

function asMade({ receipt, ...made }: Fields): Fields {
  const fields = Object.entries(made).map(([name, field]) => [name, { ...field, type: Made }]);
  return { ...Object.fromEntries(fields), ...(receipt ? { receipt } : {}) };
}

function questionArguments(
  members: ViewMembers,
  objects: ReadonlyMap<string, ObjectTypes>,
  language: Language,
): GraphQLFieldConfigArgumentMap {
  const { stem } = members;
  const where = whereInput(stem, members, objects);
  const segments = enumOf(`${stem}Segment`, members.segments, language);
  return {
    ...(where ? { where: { type: where } } : {}),
    ...(segments ? { segments: { type: listOf(segments), description: 'All of them hold.' } } : {}),
    timeZone: { type: GraphQLString, description: 'IANA zone for timestamps; days and months do not move with it.' },
    asOf: {
      type: GraphQLID,
      description: 'The snapshot that the answer must come from; only the current one is kept.',
    },
  };
}

function rowType(
  stem: string,
  members: ViewMembers,
  page: GraphQLFieldConfigArgumentMap,
  fields: Fields,
  language: Language,
): GraphQLObjectType {
  const hierarchies = enumOf(`${stem}Hierarchy`, members.hierarchies, language);
  const row: GraphQLObjectType = new GraphQLObjectType({
    name: `${stem}Row`,
    description: 'One group: the dimensions that are selected are the grouping.',
    fields: () => ({
      ...fields,
      [ROW_FIELDS.member]: { type: DrillMember, description: 'The innermost level of this row.', resolve: byKey },
      [ROW_FIELDS.drill]: {
        type: new GraphQLNonNull(listOf(row)),
        description:
          'The groups inside this one, by the dimensions selected here; with none selected by the next level of the hierarchy. orderBy and first apply inside each parent. All rows of a depth cost one query.',
        args: hierarchies ? { ...page, by: { type: hierarchies, description: 'Which hierarchy to go down.' } } : page,
        resolve: byKey,
      },
    }),
  });
  return row;
}

function totalType(stem: string, measures: Fields): GraphQLObjectType | undefined {
  if (Object.keys(measures).length === 0) return undefined;
  return new GraphQLObjectType({
    name: `${stem}Total`,
    description: 'All rows together, asked of the engine. Conditions on measures choose groups, not its rows.',
    fields: measures,
  });
}

function recordType(stem: string, members: ViewMembers, language: Language): GraphQLObjectType | undefined {
  if (members.dimensions.size === 0) return undefined;
  const values = Object.entries(dimensionFields(members, language)).map(([name, { args: _, ...field }]) => [
    name,
    field,
  ]);
  return new GraphQLObjectType({
    name: `${stem}Record`,
    description: "A row at the view's grain, with what is masked for you masked.",
    fields: Object.fromEntries(values) as Fields,
  });
}

function answerFields(row: GraphQLObjectType, record?: GraphQLObjectType, total?: GraphQLObjectType): Fields {
  return {
    rows: { type: new GraphQLNonNull(listOf(row)), description: 'The selection is the grouping.', resolve: byKey },
    ...(total ? { total: { type: new GraphQLNonNull(total), resolve: byKey } } : {}),
    ...(record
      ? {
          records: {
            type: new GraphQLNonNull(listOf(record)),
            description: 'The rows themselves, ungrouped, sorted by what is selected; for roles that may see rows.',
            args: {
              first: { type: new GraphQLNonNull(GraphQLInt), defaultValue: 100 },
              offset: { type: new GraphQLNonNull(GraphQLInt), defaultValue: 0 },
            },
            resolve: byKey,
          },
        }
      : {}),
    receipt: { type: new GraphQLNonNull(ReceiptType), resolve: byKey },
  };
}
